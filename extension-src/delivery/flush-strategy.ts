import type { FlushStrategyName } from '../../src/settings/settings';

/** Invocations that begin within so many milliseconds of each other thaw the environment soon enough for what was left behind. */
const FREQUENT_PERIOD_MS = 1_000;

/** So many of them in a row make traffic frequent; a single long pause makes it sparse again. */
const FREQUENT_AFTER = 3;

/** Decides, when an invocation begins, whether it will be held open for what it would leave behind. */
export interface FlushStrategy {
  /**
   * To be asked once an invocation.
   *
   * @param now milliseconds since the epoch
   * @param oldestAgeMs how long the oldest event has waited that is not acknowledged
   */
  holds(now: number, oldestAgeMs: number): boolean;
}

/**
 * @param maxAgeMs what has waited longer is never left behind, except by `periodic`
 */
export function createFlushStrategy(name: FlushStrategyName, maxAgeMs: number): FlushStrategy {
  switch (name) {
    case 'end-of-invocation': return { holds: () => true };
    case 'periodic': return { holds: () => false };
    case 'adaptive': return new AdaptiveFlushStrategy(maxAgeMs);
  }
}

/**
 * Holds while invocations are sparse: what is left behind then would sit in a frozen process. Does not hold while they are
 * frequent: the next one thaws the process at once.
 *
 * It looks at the time from one beginning to the next. Invocations that are long are not frequent, and a hold is little
 * beside them.
 */
class AdaptiveFlushStrategy implements FlushStrategy {
  private invokedAt = -Infinity;
  private frequent = 0;

  constructor(private readonly maxAgeMs: number) {}

  holds(now: number, oldestAgeMs: number): boolean {
    const periodMs = now - this.invokedAt;
    this.invokedAt = now;
    // A clock that was set back says nothing.
    this.frequent = periodMs >= 0 && periodMs <= FREQUENT_PERIOD_MS ? this.frequent + 1 : 0;
    return this.frequent < FREQUENT_AFTER || oldestAgeMs > this.maxAgeMs;
  }
}
