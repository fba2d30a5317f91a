import type { Clock } from '../../../extension-src/process/clock';
import { FakeClock } from '../fake-clock';

/**
 * A clock whose hands can be moved, and whose timers do not care, as `setTimeout` does not: set forward it is a freeze, set
 * back it is a correction.
 */
export class SkewedClock implements Clock {
  private readonly steady = new FakeClock();
  private skewMs = 0;

  /** Milliseconds that have passed, wherever the hands are. */
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
