import type { Clock } from '../../cli-src/clock';

/** Time that passes when somebody sleeps, and only then. */
export class FakeClock implements Clock {
  /** Each sleep in milliseconds, in order. */
  readonly slept: number[] = [];
  private readonly sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(private time: number = Date.UTC(2026, 10, 20, 9)) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.slept.push(Math.max(0, milliseconds));
    return new Promise((resolve) => {
      this.sleepers.push({ at: this.time + Math.max(0, milliseconds), wake: resolve });
      signal.addEventListener('abort', () => resolve());
    });
  }

  /** Lets time pass until nobody sleeps, or the work is done. */
  async runUntil(done: Promise<unknown>): Promise<void> {
    let isDone = false;
    done.then(() => { isDone = true; }, () => { isDone = true; });
    for (;;) {
      await settled();
      if (isDone) break;
      const next = this.sleepers.sort((a, b) => a.at - b.at).shift();
      if (!next) throw new Error('nothing happens any more');
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
    await done;
  }
}

/** Resolves when all that can happen without time passing has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
