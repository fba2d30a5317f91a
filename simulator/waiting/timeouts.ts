import { after, Deferred, Timer } from './deferred';

/** Timeouts that elapse by themselves, or all at once on demand. */
export class Timeouts {
  private readonly running = new Set<Deferred<void>>();

  after(ms: number): Timer {
    const elapsed = new Deferred<void>();
    const timer = after(ms);
    void timer.promise.then(() => elapsed.resolve());
    this.running.add(elapsed);
    return {
      promise: elapsed.promise,
      cancel: () => {
        timer.cancel();
        this.running.delete(elapsed);
      },
    };
  }

  /** Elapses every timeout that was started and not cancelled. */
  elapse(): void {
    for (const elapsed of this.running) elapsed.resolve();
  }
}
