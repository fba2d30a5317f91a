import { after, Deferred, Timer } from './deferred';

/** Timeouts that elapse all at once on demand and, if they are enforced, each after its time. */
export class Timeouts {
  private readonly running = new Set<Deferred<void>>();

  constructor(private readonly enforced: boolean) {}

  after(ms: number): Timer {
    const elapsed = new Deferred<void>();
    const timer = this.enforced ? after(ms) : undefined;
    void timer?.promise.then(() => elapsed.resolve());
    this.running.add(elapsed);
    return {
      promise: elapsed.promise,
      cancel: () => {
        timer?.cancel();
        this.running.delete(elapsed);
      },
    };
  }

  /** Elapses every timeout that was started and not cancelled. */
  elapse(): void {
    for (const elapsed of this.running) elapsed.resolve();
  }
}
