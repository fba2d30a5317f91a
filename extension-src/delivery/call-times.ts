/** The assumption before the first answer. */
const TYPICAL_AT_FIRST_MS = 80;

/** The weight of the newest call. */
const WEIGHT = 0.25;

/** One slow call says little about the next. */
const SLOWEST_COUNTED_MS = 500;

/** A call that has had so many times its typical duration will probably never be answered. */
const PATIENCE = 6;
const LEAST_PATIENCE_MS = 300;

/** Knows how long calls take that Kinesis answers, in milliseconds. */
export class CallTimes {
  private average?: number;

  get typicalMs(): number {
    return this.average ?? TYPICAL_AT_FIRST_MS;
  }

  /** A call that has been under way for longer is probably lost. */
  get patienceMs(): number {
    return Math.max(LEAST_PATIENCE_MS, PATIENCE * this.typicalMs);
  }

  /** Takes in how long an answered call took. */
  answered(ms: number): void {
    if (ms < 0) return;
    const counted = Math.min(ms, SLOWEST_COUNTED_MS);
    this.average = this.average === undefined ? counted : this.average + WEIGHT * (counted - this.average);
  }
}
