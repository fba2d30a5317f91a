import type { Clock } from '../../extension-src/process/clock';

/** A clock that advances only on request. */
export class FakeClock implements Clock {
  private timers: Array<{ at: number; readonly callback: () => void }> = [];

  constructor(private time = Date.parse('2026-11-20T09:00:00.000Z')) {}

  get pendingTimers(): number {
    return this.timers.length;
  }

  now(): number {
    return this.time;
  }

  schedule(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + Math.max(0, ms), callback };
    this.timers.push(timer);
    return () => { this.timers = this.timers.filter((other) => other !== timer); };
  }

  /** Advances the time and runs due timers one by one. Their promise callbacks have run when this returns. */
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    await settled();
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter((other) => other !== due);
      this.time = Math.max(this.time, due.at);
      due.callback();
      await settled();
    }
    this.time = until;
    await settled();
  }

  /** Sets the time back. Timers are not affected. */
  setBack(ms: number): void {
    this.time -= ms;
    for (const timer of this.timers) timer.at -= ms;
  }

  /** Sets the time forward and stops all timers meanwhile, as a freeze does in which the clock behind the timers stands still. */
  freeze(ms: number): void {
    this.time += ms;
    for (const timer of this.timers) timer.at += ms;
  }

  /** Sets the time forward without running timers, as after a freeze. */
  jump(ms: number): void {
    this.time += ms;
  }
}

/** Resolves when all pending promise callbacks have run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
