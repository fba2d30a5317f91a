/** A token bucket with the capacity of one second. */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(private readonly perSecond: number, private readonly now: () => number) {
    this.tokens = perSecond;
    this.filledAt = now();
  }

  /** A full bucket accepts any amount. Otherwise a record above the rate would never be accepted. */
  has(amount: number): boolean {
    const at = this.now();
    this.tokens = Math.min(this.perSecond, this.tokens + (at - this.filledAt) / 1_000 * this.perSecond);
    this.filledAt = at;
    return this.tokens >= Math.min(amount, this.perSecond);
  }

  take(amount: number): void {
    this.tokens -= amount;
  }
}
