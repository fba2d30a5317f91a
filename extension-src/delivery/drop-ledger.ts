import type { DroppedRange } from './record';

/** Collects what was dropped until an event in the stream says so. Neighbouring ranges become one. */
export class DropLedger {
  private ranges: DroppedRange[] = [];
  private count = 0;

  /** Events dropped since the start, whether the stream knows of them yet or not. */
  get total(): number {
    return this.count;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Notes events that will never reach the stream. */
  add(range: DroppedRange): void {
    this.count += range.lastSequence - range.firstSequence + 1;
    this.merge(range);
  }

  /** Notes again what a `telemetry.dropped` said that was dropped itself. */
  restore(ranges: readonly DroppedRange[]): void {
    ranges.forEach((range) => this.merge(range));
  }

  /** Hands over what the stream must be told. */
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
