/** So many values are kept as they are. */
const MAX_EXACT = 500;
/** Each bin is so much wider than the one before: a value in it differs from the bin's middle by half a percent at most. */
const GROWTH = 1.01;
const LOG_GROWTH = Math.log(GROWTH);
/** Smaller values are one bin. */
const SMALLEST = 0.001;

/**
 * Values of which quantiles are wanted. The quantiles of up to 500 values are exact; those of more differ from the exact ones by half a
 * percent at most, and take no more memory, however many values there are. The smallest and the largest value are always exact.
 */
export class Distribution {
  private exact: number[] | undefined = [];
  private readonly bins = new Map<number, number>();
  private values = 0;
  private total = 0;
  private smallest = Infinity;
  private largest = -Infinity;

  get count(): number {
    return this.values;
  }

  get sum(): number {
    return this.total;
  }

  get max(): number {
    return this.largest;
  }

  /** @param value at least 0 */
  add(value: number): void {
    this.values++;
    this.total += value;
    this.smallest = Math.min(this.smallest, value);
    this.largest = Math.max(this.largest, value);
    this.exact?.push(value);
    if (this.exact && this.exact.length <= MAX_EXACT) return;
    for (const one of this.exact ?? [value]) {
      const bin = binOf(one);
      this.bins.set(bin, (this.bins.get(bin) ?? 0) + 1);
    }
    this.exact = undefined;
  }

  /**
   * Returns the smallest value that so much of the values do not exceed (nearest rank).
   * @param share from 0 to 1
   * @returns NaN without values
   */
  quantile(share: number): number {
    if (this.values === 0) return NaN;
    const rank = Math.max(1, Math.ceil(share * this.values));
    if (rank === this.values) return this.largest;
    if (this.exact) return this.exact.sort((a, b) => a - b)[rank - 1];
    let seen = 0;
    for (const [bin, count] of [...this.bins].sort(([a], [b]) => a - b)) {
      seen += count;
      if (seen >= rank) return Math.min(this.largest, Math.max(this.smallest, middleOf(bin)));
    }
    return this.largest;
  }
}

function binOf(value: number): number {
  return value < SMALLEST ? -1 : Math.floor(Math.log(value / SMALLEST) / LOG_GROWTH);
}

function middleOf(bin: number): number {
  return bin < 0 ? 0 : SMALLEST * GROWTH ** (bin + 0.5);
}
