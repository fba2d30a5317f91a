/** The middle of the values, or the mean of the two in the middle. NaN where there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What repetitions gave: the median, and the quartiles as the spread. */
export interface Spread {
  readonly median: number;
  /** A quarter of the values is below. */
  readonly lower: number;
  /** A quarter of the values is above. */
  readonly upper: number;
  readonly count: number;
}

/** The quartiles are the medians of the halves below and above the middle (Tukey's hinges: the middle belongs to both). */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.ceil(sorted.length / 2);
  return {
    median: median(sorted),
    lower: median(sorted.slice(0, half)),
    upper: median(sorted.slice(sorted.length - half)),
    count: sorted.length,
  };
}
