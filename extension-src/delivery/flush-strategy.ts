import type { FlushStrategyName } from '../../src/settings/settings';

/** If the next invocation begins within this time, it thaws the environment soon enough to send the events that are left. */
const FREQUENT_PERIOD_MS = 1_000;

/**
 * This many such invocations in a row count as frequent traffic: fewer may be a burst, whose last events would be left in a frozen process.
 * A single longer period makes it sparse again.
 */
const FREQUENT_AFTER = 20;

/** Decides at the start of an invocation whether to hold it until its telemetry is acknowledged. */
export interface FlushStrategy {
  /** Whether it ever holds an invocation. */
  readonly mayHold: boolean;
  /**
   * Returns whether to hold the invocation. Must be called once per invocation.
   *
   * @param now milliseconds since the epoch
   * @param oldestAgeMs how long the oldest unacknowledged event has waited
   */
  holds(now: number, oldestAgeMs: number): boolean;
}

/** @param maxAgeMs an event that has waited longer causes a hold, except with `periodic` */
export function createFlushStrategy(name: FlushStrategyName, maxAgeMs: number): FlushStrategy {
  switch (name) {
    case 'end-of-invocation': return { mayHold: true, holds: () => true };
    case 'periodic': return { mayHold: false, holds: () => false };
    case 'adaptive': return new AdaptiveFlushStrategy(maxAgeMs);
  }
}

/**
 * Holds while invocations are sparse, because unsent events would remain in a frozen process. Does not hold while invocations
 * are frequent, because the next one thaws the process soon.
 *
 * It measures the time from the start of one invocation to the start of the next. Long invocations are therefore not frequent,
 * and a hold is short compared to them.
 */
class AdaptiveFlushStrategy implements FlushStrategy {
  readonly mayHold = true;
  private invokedAt = -Infinity;
  private frequent = 0;

  constructor(private readonly maxAgeMs: number) {}

  holds(now: number, oldestAgeMs: number): boolean {
    const periodMs = now - this.invokedAt;
    this.invokedAt = now;
    // If the clock was set back, the period is unknown.
    this.frequent = periodMs >= 0 && periodMs <= FREQUENT_PERIOD_MS ? this.frequent + 1 : 0;
    return this.frequent < FREQUENT_AFTER || oldestAgeMs > this.maxAgeMs;
  }
}
