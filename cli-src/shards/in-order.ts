import type { Batch } from './read-shard';

/** An event with the time at which it arrived in the stream. Milliseconds since the epoch. */
export interface Arrived<Event> {
  readonly event: Event;
  readonly arrivedAt: number;
}

interface ShardState<Event> {
  /** All events that arrived in the shard before this time are here. */
  readUntil: number;
  /** Whether reading fails: the others then do not wait. */
  isStalled: boolean;
  waiting: Arrived<Event>[];
  /** Resolves the promise of `add`. */
  released?: () => void;
}

/**
 * Puts the events of all shards in the order of their times. An event waits until each shard was read up to the time at which it
 * arrived. One batch of a shard waits at a time, so a shard with much to read does not make the memory grow.
 */
export class InOrder<Event extends { readonly time: string }> {
  private readonly shards = new Map<string, ShardState<Event>>();

  /** @param emit takes events in order, and must not throw */
  constructor(private readonly emit: (events: Event[]) => void) {}

  begin(shardId: string): void {
    this.shards.set(shardId, { readUntil: -Infinity, isStalled: false, waiting: [] });
  }

  /** Resolves when all of the events have been emitted. */
  add({ shardId, readUntil }: Pick<Batch, 'shardId' | 'readUntil'>, events: readonly Arrived<Event>[]): Promise<void> {
    const shard = this.shards.get(shardId);
    if (!shard) throw new Error(`${shardId} has not begun`);
    shard.readUntil = Math.max(shard.readUntil, readUntil);
    // The clocks of Kinesis and of this machine differ. What was read had arrived.
    for (const { event, arrivedAt } of events) shard.waiting.push({ event, arrivedAt: Math.min(arrivedAt, readUntil) });
    return new Promise((resolve) => {
      shard.released = resolve;
      this.release();
    });
  }

  stalled(shardId: string, isStalled: boolean): void {
    const shard = this.shards.get(shardId);
    if (!shard || shard.isStalled === isStalled) return;
    shard.isStalled = isStalled;
    this.release();
  }

  /** The shard is not read any more. */
  end(shardId: string): void {
    this.shards.delete(shardId);
    this.release();
  }

  private release(): void {
    const until = Math.min(...[...this.shards.values()].filter(({ isStalled }) => !isStalled).map(({ readUntil }) => readUntil));
    const events: Event[] = [];
    for (const shard of this.shards.values()) {
      const count = shard.waiting.findIndex(({ arrivedAt }) => arrivedAt > until);
      const ready = shard.waiting.splice(0, count < 0 ? shard.waiting.length : count);
      for (const { event } of ready) events.push(event);
      if (shard.waiting.length > 0) continue;
      shard.released?.();
      shard.released = undefined;
    }
    // The sort is stable: events of one time stay as they arrived.
    if (events.length > 0) this.emit(events.sort((a, b) => a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  }
}
