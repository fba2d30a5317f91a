/** The part of a platform event's record that steers the extension. */
export interface PlatformRecord {
  readonly requestId?: unknown;
  readonly instanceId?: unknown;
}

/**
 * Knows, from the platform events alone, which invocation an event belongs to and which invocations are done.
 *
 * `platform.runtimeDone` can arrive before the extension has handled the INVOKE that it ends, so it is latched.
 */
export class InvocationTracker {
  private current?: { readonly requestId: string; readonly startedAt: string; doneAt?: string };
  private lastDone?: string;
  private missed = false;
  private reportDue?: string;
  private waiting?: { readonly requestId: string; readonly resolve: () => void };
  private instance?: string;
  private readonly reportWaiters: Array<() => void> = [];

  /** @param infersRequests false where many invocations run at once, so that an event's neighbours tell nothing about it */
  constructor(private readonly infersRequests: boolean) {}

  /**
   * Takes a platform event in.
   *
   * @returns the request id that stands in the event
   */
  observe(type: string, time: string, record: PlatformRecord | undefined): string | undefined {
    if ((type === 'platform.initStart' || type === 'platform.restoreStart') && typeof record?.instanceId === 'string') this.instance = record.instanceId;
    const requestId = typeof record?.requestId === 'string' ? record.requestId : undefined;
    if (requestId === undefined) return undefined;
    if (type === 'platform.start') {
      this.current = { requestId, startedAt: time };
      this.reportDue = requestId;
    } else if (type === 'platform.runtimeDone') {
      if (this.current?.requestId === requestId) this.current.doneAt = time;
      this.lastDone = requestId;
      this.missed = false;
      if (this.waiting?.requestId === requestId) this.waiting.resolve();
    } else if (type === 'platform.report' && this.reportDue === requestId) {
      this.reportDue = undefined;
      this.reportWaiters.splice(0).forEach((resolve) => resolve());
    }
    return requestId;
  }

  /** What Lambda calls this execution environment, and its log stream: `platform.initStart` says it. */
  get instanceId(): string | undefined {
    return this.instance;
  }

  /** The invocation in which a function's log line was written, where its time says so beyond doubt. */
  requestAt(time: string): string | undefined {
    const { current } = this;
    if (!this.infersRequests || current === undefined || time < current.startedAt) return undefined;
    return current.doneAt === undefined || time <= current.doneAt ? current.requestId : undefined;
  }

  /**
   * Whether a `platform.runtimeDone` may be waited for. After one that never came it is not waited for again before the
   * next one was seen: where Lambda's telemetry does not arrive, every wait would last until the invocation's deadline.
   */
  get tellsRuntimeDone(): boolean {
    return !this.missed;
  }

  /** To be told that the invocation's `platform.runtimeDone` was waited for in vain. */
  missedRuntimeDone(requestId: string): void {
    if (this.lastDone !== requestId) this.missed = true;
  }

  /** Resolves when the invocation's `platform.runtimeDone` is here; at once if it was here before. */
  runtimeDone(requestId: string): Promise<void> {
    if (this.lastDone === requestId) return Promise.resolve();
    return new Promise((resolve) => { this.waiting = { requestId, resolve }; });
  }

  /** Resolves when the `platform.report` of the latest invocation is here; at once if there was no invocation. */
  reported(): Promise<void> {
    if (this.reportDue === undefined) return Promise.resolve();
    return new Promise((resolve) => this.reportWaiters.push(resolve));
  }
}
