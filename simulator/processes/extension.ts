import { randomUUID } from 'node:crypto';
import { peakMemoryOf, ProcessMemory, processorMsOf } from './process-figures';
import { Exit, ProcessGroup } from './process-group';
import { Deferred } from '../waiting/deferred';

export type ExtensionEventType = 'INVOKE' | 'SHUTDOWN';

/** `started`: executed, but not registered; `ready`: waiting for the next event; `running`: handling an event. */
export type ExtensionLifecycle = 'launch-error' | 'started' | 'registered' | 'ready' | 'running' | 'init-error' | 'exit-error' | 'exited';

export interface ExtensionTimings {
  /** The time of the execution, in ms since 1970. */
  readonly execAt: number;
  /** The time from the execution until the response to the registration, in ms. */
  readonly registeredAt?: number;
  /** The time from the execution until the response to the last telemetry subscription, in ms. */
  readonly subscribedAt?: number;
  /** The time from the execution until the first call of next, in ms. */
  readonly readyAt?: number;
}

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** The time since the execution, in ms. */
  readonly at: number;
}

/** The state of an external extension in one launch. */
export interface ExtensionState {
  readonly name: string;
  /** The number of the launch that the extension belongs to, starting at 1. */
  readonly launch: number;
  readonly pid?: number;
  readonly state: ExtensionLifecycle;
  readonly events: readonly ExtensionEventType[];
  readonly timings: ExtensionTimings;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly output: readonly OutputLine[];
  /** The loopback port that receives telemetry; undefined before the extension subscribed. */
  readonly telemetryPort?: number;
  /** Returns the memory of the process group, in KB; undefined without `/proc` or after the process ended. */
  memoryKB(): ProcessMemory | undefined;
  /** Returns the peak resident memory of the process, in KB; 0 without `/proc` or after the process ended. */
  peakMemoryKB(): number;
  /** Returns the CPU time of the process, in ms, in steps of 10; undefined without `/proc` or after the process ended. */
  processorMs(): number | undefined;
}

/** An external extension: its process and its state in the Extensions API. */
export class Extension implements ExtensionState {
  readonly identifier = randomUUID();
  readonly output: OutputLine[] = [];
  readonly registered = new Deferred<void>();
  /** The first call of next. */
  readonly firstNext = new Deferred<void>();
  state: ExtensionLifecycle = 'started';
  events: readonly ExtensionEventType[] = [];
  telemetryPort?: number;
  process?: ProcessGroup;
  private startedAt = performance.now();
  private marks: { registeredAt?: number; subscribedAt?: number; readyAt?: number } = {};
  private poll?: (event: object) => void;
  private readonly queue: object[] = [];
  private idle = new Deferred<void>();

  constructor(readonly name: string, readonly launch: number) {}

  get pid(): number | undefined {
    return this.process?.pid;
  }

  get exit(): Exit | undefined {
    return this.process?.exit;
  }

  get exitCode(): number | undefined {
    return this.exit?.code;
  }

  get signal(): string | undefined {
    return this.exit?.signal;
  }

  get alive(): boolean {
    return this.process !== undefined && this.exit === undefined;
  }

  get timings(): ExtensionTimings {
    return { execAt: performance.timeOrigin + this.startedAt, ...this.marks };
  }

  memoryKB(): ProcessMemory | undefined {
    return this.process?.memory();
  }

  peakMemoryKB(): number {
    return this.pid === undefined ? 0 : peakMemoryOf(this.pid);
  }

  processorMs(): number | undefined {
    return this.pid === undefined ? undefined : processorMsOf(this.pid);
  }

  start(process: ProcessGroup): void {
    this.process = process;
    this.startedAt = process.execAt;
  }

  mark(what: 'registeredAt' | 'subscribedAt' | 'readyAt'): void {
    this.marks[what] = performance.now() - this.startedAt;
  }

  log(stream: OutputLine['stream'], text: string): void {
    this.output.push({ stream, text, at: performance.now() - this.startedAt });
  }

  register(events: readonly ExtensionEventType[]): void {
    this.events = events;
    this.state = 'registered';
    this.mark('registeredAt');
    this.registered.resolve();
  }

  /** Handles a call of next: the extension finished the previous event. It gets a queued event now, or the next event later. */
  next(respond: (event: object) => void): void {
    this.state = 'ready';
    this.poll = respond;
    if (!this.firstNext.settled) {
      this.mark('readyAt');
      this.firstNext.resolve();
    }
    if (this.queue.length > 0) this.deliver();
    else this.idle.resolve();
  }

  send(event: object): void {
    this.queue.push(event);
    if (this.idle.settled) this.idle = new Deferred();
    this.deliver();
  }

  /** Resolves when the extension called next after the last event. */
  async whenIdle(): Promise<void> {
    await this.idle.promise;
  }

  // If the client closed the connection, the event is lost. On Lambda, too, the environment hangs after the client's poll timed out.
  private deliver(): void {
    const respond = this.poll;
    const event = respond && this.queue.shift();
    if (!respond || !event) return;
    this.poll = undefined;
    this.state = 'running';
    respond(event);
  }
}
