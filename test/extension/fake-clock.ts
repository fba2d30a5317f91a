import type { Clock } from '../../extension-src/process/clock';

/** A clock that stands still until it is told to go on. */
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

  /** Lets time pass, timer by timer; what they set off has run when this returns. */
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

  /** The time is earlier now; timers run as if nothing had happened. */
  setBack(ms: number): void {
    this.time -= ms;
    for (const timer of this.timers) timer.at -= ms;
  }

  /** As after a freeze: the time is another, and no timer has run. */
  jump(ms: number): void {
    this.time += ms;
  }
}

/** Resolves when all promises that can go on have gone on. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
