import type { DroppedRange } from './record';

/** About what a range takes of V8's memory. */
export const BYTES_PER_RANGE = 128;

/** If there are more ranges, adjacent ones are merged although their reasons differ. */
const MANY_RANGES = 1_000;

/**
 * Collects dropped ranges until an event in the stream reports them. Merges adjacent ranges with the same reason; if there are very many,
 * also those with different reasons, under the reason of the larger one.
 */
export class DropLedger {
  private ranges: DroppedRange[] = [];
  private count = 0;

  /** The number of events dropped since the start, whether or not the stream reports them yet. */
  get total(): number {
    return this.count;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Records events that will never reach the stream. */
  add(range: DroppedRange): void {
    this.count += eventsOf(range);
    this.merge(range);
  }

  /** Restores the ranges of a `telemetry.dropped` event that was itself dropped. */
  restore(ranges: readonly DroppedRange[]): void {
    ranges.forEach((range) => this.merge(range));
  }

  /** Returns the ranges to report, and clears them. */
  take(): DroppedRange[] {
    const taken = this.ranges;
    this.ranges = [];
    return taken;
  }

  /** Bytes of memory that the ranges hold. */
  get heldBytes(): number {
    return this.ranges.length * BYTES_PER_RANGE;
  }

  private merge(range: DroppedRange): void {
    const { ranges } = this;
    // Most ranges are newer than all others, or older.
    let index = ranges.length;
    while (index > 0 && ranges[index - 1].firstSequence > range.firstSequence) index--;
    ranges.splice(index, 0, range);
    this.joinAt(index + 1);
    this.joinAt(index);
  }

  /** Joins the range at this index to the one before, if it continues that one. */
  private joinAt(index: number): void {
    const { ranges } = this;
    const [last, next] = [ranges[index - 1], ranges[index]];
    if (last === undefined || next === undefined || !continues(last, next)) return;
    if (last.reason !== next.reason && ranges.length <= MANY_RANGES) return;
    const reason = eventsOf(next) > eventsOf(last) ? next.reason : last.reason;
    ranges.splice(index - 1, 2, { ...last, lastSequence: next.lastSequence, bytes: last.bytes + next.bytes, reason });
  }
}

function continues(last: DroppedRange, next: DroppedRange): boolean {
  return last.lastSequence + 1 === next.firstSequence && last.environment === next.environment;
}

function eventsOf({ firstSequence, lastSequence }: DroppedRange): number {
  return lastSequence - firstSequence + 1;
}
