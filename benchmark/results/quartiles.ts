/** Returns the median, or NaN if there are no values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median and the quartiles of repeated measurements. */
export interface Spread {
  readonly median: number;
  /** The lower quartile. */
  readonly lower: number;
  /** The upper quartile. */
  readonly upper: number;
  readonly count: number;
}

/** The quartiles are Tukey's hinges: the medians of the lower and the upper half, where the middle value belongs to both. */
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
