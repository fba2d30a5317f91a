import type { Clock } from '../../../extension-src/process/clock';
import { FakeClock } from '../fake-clock';

/**
 * A clock whose time can be set without affecting timers, like `setTimeout`. Setting it forward simulates a freeze, setting it
 * back a correction.
 */
export class SkewedClock implements Clock {
  private readonly steady = new FakeClock();
  private skewMs = 0;

  /** Milliseconds that have passed, independent of the set time. */
  get elapsed(): number {
    return this.steady.now();
  }

  get pendingTimers(): number {
    return this.steady.pendingTimers;
  }

  now(): number {
    return this.steady.now() + this.skewMs;
  }

  schedule(ms: number, callback: () => void): () => void {
    return this.steady.schedule(ms, callback);
  }

  advance(ms: number): Promise<void> {
    return this.steady.advance(ms);
  }

  jump(ms: number): void {
    this.skewMs += ms;
  }
}
