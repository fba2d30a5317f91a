import type { DroppedRange } from './record';

/** Collects dropped ranges until an event in the stream reports them. Merges adjacent ranges. */
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
    this.count += range.lastSequence - range.firstSequence + 1;
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

  private merge(range: DroppedRange): void {
    const all = [...this.ranges, range].sort((a, b) => a.firstSequence - b.firstSequence);
    this.ranges = all.reduce<DroppedRange[]>((merged, next) => {
      const last = merged.at(-1);
      if (last && continues(last, next)) {
        merged[merged.length - 1] = { ...last, lastSequence: next.lastSequence, bytes: last.bytes + next.bytes };
      } else {
        merged.push(next);
      }
      return merged;
    }, []);
  }
}

function continues(last: DroppedRange, next: DroppedRange): boolean {
  return last.lastSequence + 1 === next.firstSequence && last.reason === next.reason && last.environment === next.environment;
}
