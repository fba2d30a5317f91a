/** The part of a platform event's record that steers the extension, or decides whether its request is kept. */
export interface PlatformRecord {
  readonly requestId?: unknown;
  readonly instanceId?: unknown;
  readonly metrics?: { readonly durationMs?: unknown } | null;
  readonly status?: unknown;
  readonly errorType?: unknown;
  readonly tracing?: { readonly value?: unknown } | null;
}

/** When an invocation ran, as far as it is known: from `platform.start` to `platform.report`. */
interface Run {
  readonly startedAt: string;
  endedAt?: string;
  /** Whether an INVOKE has announced it. */
  isInvoked: boolean;
  /** Whether its `platform.runtimeDone` has arrived. */
  isDone: boolean;
}

/** The maximum number of latest invocations whose times are kept. Managed Instances run up to 1,600 at once. */
const MAX_RUNS = 16;
const MAX_CONCURRENT_RUNS = 2_000;

/**
 * Tracks, from platform events alone, which invocation an event belongs to and which invocations are done.
 *
 * `platform.runtimeDone` can arrive before the extension has handled the INVOKE of its invocation, so the tracker remembers it.
 */
export class InvocationTracker {
  private current?: { readonly requestId: string; readonly startedAt: string; doneAt?: string };
  /** The request of the latest INVOKE. */
  private invokedId?: string;
  /** What the latest INVOKE has announced, once its `platform.start` has arrived. */
  private announced?: Run;
  /** The request whose end was told last without a start. */
  private doneUnstarted?: string;
  private missed = false;
  private reportDue?: string;
  private waiting?: () => void;
  private instance?: string;
  /** By request id, oldest first. */
  private readonly runs = new Map<string, Run>();
  private readonly reportWaiters: Array<() => void> = [];

  /**
   * @param infersRequests false if many invocations run at once, so that the time of an event does not identify its invocation
   * @param onDuration called with the milliseconds that a function took, when it is done
   */
  constructor(private readonly infersRequests: boolean, private readonly onDuration: (durationMs: number) => void = () => undefined) {}

  /**
   * Processes a platform event.
   *
   * @returns the request id in the event, if it has one
   */
  observe(type: string, time: string, record: PlatformRecord | undefined): string | undefined {
    if ((type === 'platform.initStart' || type === 'platform.restoreStart') && typeof record?.instanceId === 'string') this.instance = record.instanceId;
    const requestId = typeof record?.requestId === 'string' ? record.requestId : undefined;
    if (requestId === undefined) return undefined;
    if (type === 'platform.start') {
      this.current = { requestId, startedAt: time };
      this.reportDue = requestId;
      this.started(requestId, time);
    } else if (type === 'platform.runtimeDone') {
      if (this.current?.requestId === requestId) this.current.doneAt = time;
      if (typeof record?.metrics?.durationMs === 'number') this.onDuration(record.metrics.durationMs);
      const run = this.runs.get(requestId);
      if (run && !run.isDone) run.isDone = true;
      else this.doneUnstarted = requestId;
      this.missed = false;
      if (this.isDone) this.waiting?.();
    } else if (type === 'platform.report') {
      const run = this.runs.get(requestId);
      if (run) run.endedAt = time;
      if (this.reportDue === requestId) {
        this.reportDue = undefined;
        this.reportWaiters.splice(0).forEach((resolve) => resolve());
      }
    }
    return requestId;
  }

  /** The name of the log stream of this environment, once `platform.initStart` or `platform.restoreStart` has reported it. */
  get instanceId(): string | undefined {
    return this.instance;
  }

  /** Returns the invocation in which a log line of the function was written, or undefined if its time is not conclusive. */
  requestAt(time: string): string | undefined {
    const { current } = this;
    if (!this.infersRequests || current === undefined || time < current.startedAt) return undefined;
    return current.doneAt === undefined || time <= current.doneAt ? current.requestId : undefined;
  }

  /** Returns what {@link requestAt} returns for each time from the earliest to the latest, if it is the same for all. */
  requestDuring(earliest: string, latest: string): { readonly isKnown: boolean; readonly id?: string } {
    const { current } = this;
    if (!this.infersRequests || current === undefined || latest < current.startedAt) return { isKnown: true };
    if (current.doneAt !== undefined && earliest > current.doneAt) return { isKnown: true };
    const id = this.requestAt(earliest);
    return { isKnown: id !== undefined && this.requestAt(latest) === id, id };
  }

  /** Whether Lambda has reported an invocation of this id, as far as that is remembered. */
  hasSeen(requestId: string): boolean {
    return this.runs.has(requestId);
  }

  /** Whether Lambda has reported an invocation of this id that was running at the time, between its start and its report. */
  wasRunning(requestId: string, time: string): boolean {
    const run = this.runs.get(requestId);
    return run !== undefined && time >= run.startedAt && (run.endedAt === undefined || time <= run.endedAt);
  }

  /**
   * Whether to wait for `platform.runtimeDone`. After one was missed this is false until the next one arrives: without
   * telemetry, every wait would last until the invocation's deadline.
   */
  get tellsRuntimeDone(): boolean {
    return !this.missed;
  }

  /** Records that the `platform.runtimeDone` of the latest INVOKE did not arrive in time. */
  missedRuntimeDone(): void {
    if (!this.isDone) this.missed = true;
  }

  /** To be called at INVOKE. */
  invoked(requestId: string): void {
    this.invokedId = requestId;
    this.announced = undefined;
    this.announce(this.runs.get(requestId));
  }

  /** Whether the `platform.runtimeDone` of the latest INVOKE has arrived. One of an earlier invocation can arrive while the next one runs. */
  get isDone(): boolean {
    return this.announced?.isDone === true || (this.doneUnstarted !== undefined && this.doneUnstarted === this.invokedId);
  }

  /** Resolves when the `platform.runtimeDone` of the latest INVOKE arrives, or at once if it already has. */
  runtimeDone(): Promise<void> {
    if (this.isDone) return Promise.resolve();
    return new Promise((resolve) => { this.waiting = resolve; });
  }

  /** Resolves when the `platform.report` of the latest invocation arrives, or at once if no report is due. */
  reported(): Promise<void> {
    if (this.reportDue === undefined) return Promise.resolve();
    return new Promise((resolve) => this.reportWaiters.push(resolve));
  }

  private started(requestId: string, startedAt: string): void {
    // Lambda may send the same event twice.
    if (this.runs.get(requestId)?.startedAt === startedAt) return;
    if (this.doneUnstarted === requestId) this.doneUnstarted = undefined;
    const run: Run = { startedAt, isInvoked: false, isDone: false };
    this.keep(requestId, run);
    if (requestId === this.invokedId && this.announced === undefined) this.announce(run);
  }

  /**
   * Takes the run for that of the latest INVOKE. Lambda repeats a failed asynchronous invocation under its request id, often in the same
   * environment: a run that another INVOKE has announced is an earlier attempt.
   */
  private announce(run: Run | undefined): void {
    if (run === undefined || run.isInvoked) return;
    run.isInvoked = true;
    this.announced = run;
  }

  private keep(requestId: string, run: Run): void {
    this.runs.delete(requestId);
    this.runs.set(requestId, run);
    if (this.runs.size <= (this.infersRequests ? MAX_RUNS : MAX_CONCURRENT_RUNS)) return;
    for (const oldest of this.runs.keys()) {
      this.runs.delete(oldest);
      return;
    }
  }
}
