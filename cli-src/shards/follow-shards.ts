import { pauseAfter, readShard } from './read-shard';
import type { ReadShardProps } from './read-shard';
import type { Shard } from './shard-calls';
import { isTemporary } from '../aws/temporary';

export interface FollowProps extends ReadShardProps {
  /** Called when the reading of a shard begins and ends. */
  readonly onBegin: (shardId: string) => void;
  readonly onEnd: (shardId: string) => void;
  /** Called once, with the number of shards with which reading starts. */
  readonly onStart: (shards: number) => void;
}

/**
 * Reads all shards of a stream. Those that a shard was split or merged into are read after it, because the records of a partition key went
 * first to the one and then to the other.
 *
 * @throws the first error that ends the reading of a shard
 */
export async function followShards(props: FollowProps): Promise<void> {
  const shards = await props.calls.shards(props.since, props.stopping);
  await new Following(props, shards).run();
}

class Following {
  private readonly known = new Map<string, Shard>();
  private readonly ended = new Set<string>();
  private readonly reading = new Map<string, Promise<void>>();
  private readonly failed = new AbortController();
  private readonly failures: unknown[] = [];
  private readonly stopping: AbortSignal;
  private listing?: Promise<void>;

  constructor(private readonly props: FollowProps, shards: readonly Shard[]) {
    this.stopping = AbortSignal.any([props.stopping, this.failed.signal]);
    this.learn(shards);
  }

  async run(): Promise<void> {
    this.begin();
    this.props.onStart(this.reading.size);
    // More are added meanwhile.
    for (let seen = -1; seen !== this.reading.size;) {
      seen = this.reading.size;
      await Promise.all(this.reading.values());
    }
    if (this.failures.length > 0) throw this.failures[0];
  }

  private learn(shards: readonly Shard[]): void {
    for (const shard of shards) this.known.set(shard.id, shard);
  }

  /** Begins with each shard whose parents have been read, or are older than what is read. */
  private begin(): void {
    for (const { id, parents } of this.known.values()) {
      if (this.reading.has(id) || parents.some((parent) => this.known.has(parent) && !this.ended.has(parent))) continue;
      this.reading.set(id, this.read(id).catch((error: unknown) => {
        this.failures.push(error);
        this.failed.abort();
      }));
    }
  }

  private async read(shardId: string): Promise<void> {
    this.props.onBegin(shardId);
    let hasEnded: boolean;
    try {
      hasEnded = await readShard(shardId, { ...this.props, stopping: this.stopping });
    } catch (error) {
      // The shard, or the stream, no longer exists. Listing the shards tells which.
      if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
      hasEnded = true;
    } finally {
      this.props.onEnd(shardId);
    }
    if (!hasEnded) return;
    this.ended.add(shardId);
    await (this.listing ??= this.list());
    this.begin();
  }

  /** Many shards end at once when a stream is scaled: one list serves all that ask for it before it is sent. */
  private async list(): Promise<void> {
    const { calls, clock, since, onFailures, random = Math.random } = this.props;
    await clock.sleep(0, this.stopping);
    this.listing = undefined;
    for (let failures = 0; !this.stopping.aborted;) {
      try {
        this.learn(await calls.shards(since, this.stopping));
        return;
      } catch (error) {
        if (this.stopping.aborted) return;
        if (!isTemporary(error)) throw error;
        onFailures('the list of shards', ++failures, error);
        await clock.sleep(pauseAfter(failures, random), this.stopping);
      }
    }
  }
}
