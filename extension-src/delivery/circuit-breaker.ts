const FIRST_PAUSE_MS = 1_000;

/** An attempt costs no invocation any time, and one that comes late after an outage leaves more for SHUTDOWN's two seconds. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Decides whether an invocation may be held for a flush, and when to try again after a failure.
 *
 * Closed: all is well. Open: a flush failed, so nobody is held; once the pause is over a single attempt may be made,
 * beside a running invocation. It closes the breaker, or makes the pause longer.
 */
export class CircuitBreaker {
  private pauseMs = 0;
  private failedAt = 0;

  constructor(private readonly now: () => number) {}

  get isClosed(): boolean {
    return this.pauseMs === 0;
  }

  /** Whether a call may be made now. */
  get allowsCall(): boolean {
    const sinceFailure = this.now() - this.failedAt;
    // A clock that was set back must not make the pause longer.
    return this.isClosed || sinceFailure >= this.pauseMs || sinceFailure < 0;
  }

  /** @returns whether the breaker was open, so that this is news */
  succeeded(): boolean {
    const wasOpen = !this.isClosed;
    this.pauseMs = 0;
    return wasOpen;
  }

  /** @returns whether the breaker was closed, so that this is news */
  failed(): boolean {
    const wasClosed = this.isClosed;
    this.pauseMs = wasClosed ? FIRST_PAUSE_MS : Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
    this.failedAt = this.now();
    return wasClosed;
  }
}
