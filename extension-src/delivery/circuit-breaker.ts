const FIRST_PAUSE_MS = 1_000;

/** An attempt beside a running invocation costs the invocation no time, so pauses need not grow for long. */
const LONGEST_PAUSE_MS = 10_000;

/** A probe may be made after this many invocations, however long the pause is: one hold of 200 ms in three stays below 10 % of a flush timeout. */
const INVOCATIONS_BETWEEN_PROBES = 3;
/** But frequent invocations must not make a failing Kinesis busier. */
const SHORTEST_PAUSE_MS = 400;

/**
 * Decides whether an invocation may be held for a flush, and when to try again after a failure.
 *
 * Closed: Kinesis works. Open: a flush failed, so no invocation is held for a flush. From time to time an invocation is held, for a short
 * time, for a single call (a probe). A success closes the breaker, a failure makes the pause longer.
 */
export class CircuitBreaker {
  private pauseMs = 0;
  private failedAt = 0;
  private invocations = 0;
  private wasCostly = false;
  private isNews = true;

  constructor(private readonly now: () => number) {}

  get isClosed(): boolean {
    return this.pauseMs === 0;
  }

  /** Whether a call may be made now. */
  get allowsCall(): boolean {
    return this.isClosed || this.hasPaused(this.pauseMs) || this.hasCounted;
  }

  /** Whether it is open, and an invocation may be held for a probe. After a costly failure some invocations must pass first. */
  get allowsProbe(): boolean {
    return !this.isClosed && (this.hasCounted || (!this.wasCostly && this.hasPaused(this.pauseMs)));
  }

  /** To be called when an invocation begins. */
  invoked(): void {
    this.invocations++;
  }

  /** @returns whether the breaker was open and this was said, so that the success is news */
  succeeded(): boolean {
    const isNews = !this.isClosed && !this.isNews;
    this.pauseMs = 0;
    this.isNews = true;
    return isNews;
  }

  /**
   * @param isCostly whether an invocation was held in vain until its time was over
   * @returns whether this is the first failure after a success, so that it is news
   */
  failed(isCostly = false): boolean {
    const { isNews } = this;
    // A call that an invocation was held for may fail later once more: that must not make the next probe later.
    if (isCostly || this.isClosed || !this.wasCostly) {
      this.invocations = 0;
      this.wasCostly = isCostly;
    }
    this.open(this.isClosed ? FIRST_PAUSE_MS : Math.min(Math.max(FIRST_PAUSE_MS, this.pauseMs * 2), LONGEST_PAUSE_MS));
    this.isNews = false;
    return isNews;
  }

  /** Opens the breaker without news: the first call takes long, as on a small share of a CPU, and the next invocation probes. */
  suspected(): void {
    if (!this.isClosed) return;
    this.invocations = 0;
    this.wasCostly = false;
    this.open(1);
  }

  private open(pauseMs: number): void {
    this.pauseMs = pauseMs;
    this.failedAt = this.now();
  }

  private get hasCounted(): boolean {
    return this.invocations >= INVOCATIONS_BETWEEN_PROBES && this.hasPaused(SHORTEST_PAUSE_MS);
  }

  /** A clock that was set back must not make the pause longer. */
  private hasPaused(ms: number): boolean {
    const sinceFailure = this.now() - this.failedAt;
    return sinceFailure >= ms || sinceFailure < 0;
  }
}
