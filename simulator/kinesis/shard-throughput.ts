import { createHash } from 'node:crypto';
import { TokenBucket } from './token-bucket';

export interface ShardThroughputProps {
  /** The number of shards. Their hash key ranges have the same size, as in a new stream. */
  readonly shards: number;
  /** @default 1,000,000 */
  readonly bytesPerSecond?: number;
  /** @default 1,000 */
  readonly recordsPerSecond?: number;
  /** Returns the time in milliseconds. @default Date.now */
  readonly now?: () => number;
}

const HASH_KEYS = 2n ** 128n;

/**
 * The throughput of provisioned shards: 1 MB and 1,000 records per second each.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export class ShardThroughput {
  private readonly bytes: TokenBucket[];
  private readonly records: TokenBucket[];

  constructor(props: ShardThroughputProps) {
    const now = props.now ?? Date.now;
    const bucket = (perSecond: number) => Array.from({ length: props.shards }, () => new TokenBucket(perSecond, now));
    this.bytes = bucket(props.bytesPerSecond ?? 1_000_000);
    this.records = bucket(props.recordsPerSecond ?? 1_000);
  }

  /** Returns the index of the shard for a partition key. */
  shardOf(partitionKey: string): number {
    const hashKey = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`);
    return Number(hashKey * BigInt(this.bytes.length) / HASH_KEYS);
  }

  /** Returns whether the shard accepts the record now, and counts an accepted record. */
  take(partitionKey: string, bytes: number): boolean {
    const shard = this.shardOf(partitionKey);
    if (!this.records[shard].has(1) || !this.bytes[shard].has(bytes)) return false;
    this.records[shard].take(1);
    this.bytes[shard].take(bytes);
    return true;
  }
}
