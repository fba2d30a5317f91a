import { after, Deferred, Timer } from './deferred';

/** The running timeouts of an environment. If they are enforced, each elapses after its time. */
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

  /** Elapses all running timeouts. */
  elapse(): void {
    for (const elapsed of this.running) elapsed.resolve();
  }
}
