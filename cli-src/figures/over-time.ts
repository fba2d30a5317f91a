import { OUTCOMES, noOutcomes } from './outcome';
import type { Outcome, OutcomeCounts } from './outcome';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths of intervals, in milliseconds. Each contains the one before a whole number of times. */
const WIDTHS = [
  100, 500, SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 7 * DAY, 28 * DAY, 364 * DAY,
];
const MAX_INTERVALS = 2_000;

/** What happened in an interval of time. */
export interface Interval {
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly counts: OutcomeCounts;
}

export interface Intervals {
  /** Milliseconds. */
  readonly width: number;
  /** In order of time, also those in which nothing happened. */
  readonly intervals: readonly Interval[];
}

/** Counts invocations by time and outcome. The intervals grow with the span, so the memory is bounded. */
export class OverTime {
  private width = 0;
  private counts = new Map<number, Record<Outcome, number>>();

  /** @param time milliseconds since the epoch */
  add(time: number, outcome: Outcome): void {
    this.at(time)[outcome]++;
    if (this.counts.size > MAX_INTERVALS && this.width < WIDTHS.length - 1) this.widen();
  }

  /** Returns the counts in as many intervals at most. */
  intervals(most: number): Intervals {
    const starts = [...this.counts.keys()];
    if (starts.length === 0) return { width: WIDTHS[this.width], intervals: [] };
    const first = starts.reduce((a, b) => Math.min(a, b)) * WIDTHS[this.width];
    const last = starts.reduce((a, b) => Math.max(a, b)) * WIDTHS[this.width];
    const fits = (width: number) => Math.floor(last / width) - Math.floor(first / width) < most;
    const width = WIDTHS.slice(this.width).find(fits) ?? widest(last - first, most);
    const counts = this.inWidth(width);
    const intervals: Interval[] = [];
    for (let index = Math.floor(first / width); index <= Math.floor(last / width); index++) {
      intervals.push({ start: index * width, counts: counts.get(index) ?? noOutcomes() });
    }
    return { width, intervals };
  }

  private at(time: number): Record<Outcome, number> {
    const index = Math.floor(time / WIDTHS[this.width]);
    const counts = this.counts.get(index) ?? noOutcomes();
    this.counts.set(index, counts);
    return counts;
  }

  private widen(): void {
    const width = WIDTHS[this.width + 1];
    this.counts = this.inWidth(width);
    this.width++;
  }

  private inWidth(width: number): Map<number, Record<Outcome, number>> {
    const wide = new Map<number, Record<Outcome, number>>();
    for (const [index, counts] of this.counts) {
      const to = Math.floor(index * WIDTHS[this.width] / width);
      const sums = wide.get(to) ?? noOutcomes();
      for (const outcome of OUTCOMES) sums[outcome] += counts[outcome];
      wide.set(to, sums);
    }
    return wide;
  }
}

/** Events may state any time. */
function widest(span: number, most: number): number {
  const width = WIDTHS[WIDTHS.length - 1];
  return width * Math.ceil((span / width + 2) / most);
}
