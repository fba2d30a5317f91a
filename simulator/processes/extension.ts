import { randomUUID } from 'node:crypto';
import { peakMemoryOf, ProcessMemory, processorMsOf } from './process-figures';
import { Exit, ProcessGroup } from './process-group';
import { Deferred } from '../waiting/deferred';

export type ExtensionEventType = 'INVOKE' | 'SHUTDOWN';

/** `started`: executed, not registered; `ready`: waits in next; `running`: works on an event. */
export type ExtensionLifecycle = 'launch-error' | 'started' | 'registered' | 'ready' | 'running' | 'init-error' | 'exit-error' | 'exited';

export interface ExtensionTimings {
  /** When it was executed, in ms since 1970. */
  readonly execAt: number;
  /** From the execution until its registration was answered, in ms. */
  readonly registeredAt?: number;
  /** From the execution until its (last) telemetry subscription was answered, in ms. */
  readonly subscribedAt?: number;
  /** From the execution until its first next, in ms. */
  readonly readyAt?: number;
}

export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** From the execution, in ms. */
  readonly at: number;
}

/** One launch of one external extension, as seen from outside. */
export interface ExtensionState {
  readonly name: string;
  /** The start of the environment's processes that it belongs to, from 1. */
  readonly launch: number;
  readonly pid?: number;
  readonly state: ExtensionLifecycle;
  readonly events: readonly ExtensionEventType[];
  readonly timings: ExtensionTimings;
  readonly exitCode?: number;
  readonly signal?: string;
  readonly output: readonly OutputLine[];
  /** Where it takes telemetry, on loopback; undefined before it has subscribed. */
  readonly telemetryPort?: number;
  /** What its process group holds in memory now, in KB; undefined without `/proc` or after its end. */
  memoryKB(): ProcessMemory | undefined;
  /** The most that its process has ever held, in KB; 0 without `/proc` or after its end. */
  peakMemoryKB(): number;
  /** Processor time that its process has used, in ms, in steps of 10; undefined without `/proc` or after its end. */
  processorMs(): number | undefined;
}

/** An external extension: its process, and where it is in the protocol. */
export class Extension implements ExtensionState {
  readonly identifier = randomUUID();
  readonly output: OutputLine[] = [];
  readonly registered = new Deferred<void>();
  /** Its first next. */
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

  /** The extension calls next: it has finished the previous event, and gets a queued event now or later. */
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

  /** Resolves when it has called next after the last event that it was sent. */
  async whenIdle(): Promise<void> {
    await this.idle.promise;
  }

  // Where the client has gone away in the meantime, the event is lost: on Lambda too, a poll that timed out hangs the environment.
  private deliver(): void {
    const respond = this.poll;
    const event = respond && this.queue.shift();
    if (!respond || !event) return;
    this.poll = undefined;
    this.state = 'running';
    respond(event);
  }
}
