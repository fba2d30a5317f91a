import { TokenBucket } from './token-bucket';

export interface ShardReadsProps {
  /** GetRecords calls that a shard answers in a second, to all of its readers together. @default 5 */
  readonly readsPerSecond?: number;
  /** Returns the time in milliseconds. @default Date.now */
  readonly now?: () => number;
}

/**
 * The limit of reads of each shard. It knows the shards of iterators by the answers that contained them.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 */
export class ShardReads {
  private readonly shards = new Map<string, string>();
  private readonly buckets = new Map<string, TokenBucket>();

  constructor(private readonly props: ShardReadsProps = {}) {}

  /** Notes the iterator in the answer to GetShardIterator or GetRecords. */
  note(request: unknown, answer: unknown): void {
    const { ShardId, ShardIterator } = fieldsOf(request);
    const { ShardIterator: first, NextShardIterator: next } = fieldsOf(answer);
    const shard = ShardId ?? (ShardIterator === undefined ? undefined : this.shards.get(ShardIterator));
    const iterator = first ?? next;
    if (shard !== undefined && iterator !== undefined) this.shards.set(iterator, shard);
  }

  /** Returns the shard whose limit a GetRecords call exceeds, or undefined. Counts a call that does not. */
  exceeds(request: unknown): string | undefined {
    const { ShardIterator } = fieldsOf(request);
    const shard = ShardIterator === undefined ? undefined : this.shards.get(ShardIterator);
    if (shard === undefined) return undefined;
    const bucket = this.bucketOf(shard);
    if (!bucket.has(1)) return shard;
    bucket.take(1);
    return undefined;
  }

  private bucketOf(shard: string): TokenBucket {
    const { readsPerSecond = 5, now = Date.now } = this.props;
    const bucket = this.buckets.get(shard) ?? new TokenBucket(readsPerSecond, now);
    this.buckets.set(shard, bucket);
    return bucket;
  }
}

function fieldsOf(value: unknown): Partial<Record<'ShardId' | 'ShardIterator' | 'NextShardIterator', string>> {
  return typeof value === 'object' && value !== null ? value : {};
}
