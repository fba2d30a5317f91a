const FIRST_PAUSE_MS = 1_000;

/** Attempts do not delay invocations, and a late attempt after an outage leaves more to send in the two seconds of SHUTDOWN. */
const MAX_PAUSE_MS = 10_000;

/**
 * Decides whether an invocation may be held for a flush, and when to retry after a failure.
 *
 * Closed: delivery works. Open: a flush failed, so no invocation is held. After a pause one attempt may run in parallel to an
 * invocation. It closes the breaker or extends the pause.
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
    // Setting the clock back must not extend the pause.
    return this.isClosed || sinceFailure >= this.pauseMs || sinceFailure < 0;
  }

  /** @returns whether this closed the breaker */
  succeeded(): boolean {
    const wasOpen = !this.isClosed;
    this.pauseMs = 0;
    return wasOpen;
  }

  /** @returns whether this opened the breaker */
  failed(): boolean {
    const wasClosed = this.isClosed;
    this.pauseMs = wasClosed ? FIRST_PAUSE_MS : Math.min(this.pauseMs * 2, MAX_PAUSE_MS);
    this.failedAt = this.now();
    return wasClosed;
  }
}
