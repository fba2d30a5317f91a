import { backoffMs } from './backoff';
import type { CircuitBreaker } from './circuit-breaker';
import { describeFailure, FrozenCallError } from './failure';
import type { Failure } from './failure';
import { BATCH_BYTES } from './limits';
import type { PackedRecord } from './record';
import type { RecordQueue } from './record-queue';
import type { Totals } from './totals';
import type { ConnectionState, Transport } from './transport';
import type { Clock } from '../process/clock';

/** A call that takes longer is given up, and its records are sent again. */
const CALL_TIMEOUT_MS = 3_000;

/** A call that may well hang is given up when half of the time is over: the rest is for another. */
const SHARE_OF_DOUBTFUL_CALL = 0.5;
const LEAST_TIMEOUT_MS = 100;

/** A pause is so short that so many of them would fit into what is left. */
const ATTEMPTS_LEFT = 10;
const SHORTEST_CAP_MS = 50;

/** A batch is made smaller after a call that failed as a whole, down to this. */
const LEAST_BATCH_BYTES = 64 * 1024;

/** So many calls in a row may fail while nobody waits for the flush; then the breaker opens. */
const UNATTENDED_ATTEMPTS = 3;

export interface SenderOptions {
  readonly queue: RecordQueue;
  /** Loads what talks to Kinesis; called once, with the first batch or before. */
  readonly transport: () => Promise<Transport>;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  /** @returns a number from 0 to below 1 */
  readonly random: () => number;
  readonly totals: Totals;
  readonly onAcknowledged: (records: readonly PackedRecord[]) => void;
  readonly onBreakerOpened: (failure: Failure) => void;
  readonly onBreakerClosed: () => void;
  /** Is told that it rests though records are queued: somebody has to start it again. */
  readonly onGaveUp: () => void;
}

/** How a flush ended: all acknowledged; out of time; or given up, as going on cannot help now. */
export type FlushOutcome = 'delivered' | 'late' | 'failed';

interface Waiter {
  readonly upTo: number;
  readonly deadline: number;
  readonly persists: boolean;
  readonly resolve: (outcome: FlushOutcome) => void;
}

/** A call that is under way. */
interface Call {
  readonly connection: ConnectionState;
  readonly abort: AbortController;
  /** When it is given up, in milliseconds since the epoch. */
  dueAt: number;
  cancelTimer: () => void;
}

/**
 * Sends the queue's records, oldest first, one call at a time, until Kinesis has acknowledged each.
 *
 * One call at a time keeps the order of an environment's events, and a call carries more than a shard takes.
 */
export class Sender {
  private running = false;
  private waiters: Waiter[] = [];
  private call?: Call;
  private wakeUp?: () => void;
  private batchBytes = BATCH_BYTES;
  private readonly tried = new WeakSet<PackedRecord>();
  /** What the last call failed with, until one brings something through. */
  private lastFailure?: Failure;

  constructor(private readonly options: SenderOptions) {}

  /** Whether a call is under way, or a pause between two. */
  get isSending(): boolean {
    return this.running;
  }

  /** Starts sending what is queued, unless that is under way already. Nobody waits for it. */
  start(): void {
    if (this.running || this.options.queue.length === 0) return;
    this.running = true;
    void this.run().catch((error: unknown) => {
      // An error of our own must not leave the sender busy for ever: the records are still queued.
      this.open(describeFailure(error, true));
      return 'gave-up' as const;
    }).then((end) => {
      this.running = false;
      // What came in while the last answer was handled is not lost on us.
      if (end === 'empty' && this.options.queue.length > 0) {
        this.start();
        return;
      }
      this.settleWaiters('failed');
      if (end === 'gave-up') this.options.onGaveUp();
    });
  }

  /**
   * Sends until all records up to this one are acknowledged, or the deadline is there.
   *
   * @param upTo the record's place in the order in which records were queued
   * @param deadline milliseconds since the epoch
   * @param persists whether to go on until the deadline, whatever fails: there will be no other chance
   */
  flush(upTo: number, deadline: number, persists = false): Promise<FlushOutcome> {
    const { queue, clock } = this.options;
    if (!queue.hasUpTo(upTo)) return Promise.resolve('delivered');
    return new Promise((resolve) => {
      const timeoutMs = deadline - clock.now();
      const cancel = clock.schedule(timeoutMs, () => {
        // The next invocation must not wait for what this one waited for in vain.
        const reason = this.lastFailure ? `; the last call failed with: ${this.lastFailure.message}` : '';
        this.open({ kind: 'transient', message: `not acknowledged within ${timeoutMs} ms${reason}` });
        this.resolveWaiter(waiter, 'late');
      });
      const waiter: Waiter = { upTo, deadline, persists, resolve: (outcome) => { cancel(); resolve(outcome); } };
      this.waiters.push(waiter);
      this.wakeUp?.();
      if (this.call) this.limit(this.call);
      this.start();
    });
  }

  /**
   * Gives a call up whose time is over by the clock: the environment was frozen while it was under way, and perhaps the
   * timer that should end it too. Its records are sent again.
   */
  abandonOverdueCall(): void {
    if (this.call && this.options.clock.now() > this.call.dueAt) this.call.abort.abort(new FrozenCallError());
  }

  private async run(): Promise<'empty' | 'gave-up'> {
    const { queue, breaker, random, totals } = this.options;
    let failures = 0;
    while (queue.length > 0) {
      const batch = queue.takeBatch(this.batchBytes);
      totals.retries += batch.filter((record) => this.tried.has(record)).length;
      batch.forEach((record) => this.tried.add(record));
      const { acknowledged, failure } = await this.attempt(batch);
      queue.settle(acknowledged);
      if (acknowledged.size > 0) {
        totals.records += acknowledged.size;
        this.options.onAcknowledged([...acknowledged]);
        failures = 0;
        this.lastFailure = undefined;
        if (breaker.succeeded()) this.options.onBreakerClosed();
      }
      // What was too much for the time that a call has would be too much again; a part of it is progress.
      this.batchBytes = acknowledged.size > 0 ? BATCH_BYTES : Math.max(LEAST_BATCH_BYTES, this.batchBytes / 4);
      this.settleWaiters();
      if (!failure) continue;

      failures++;
      this.lastFailure = failure;
      // What a new connection or new credentials mend is tried at once, but only once in a row.
      if (failures === 1 && (failure.kind === 'reconnect' || failure.kind === 'credentials')) continue;
      if (this.givesUp(failure, failures)) {
        this.open(failure);
        return 'gave-up';
      }
      await this.pause(Math.min(backoffMs(failures, random()), this.longestPauseMs()));
    }
    return 'empty';
  }

  /** Where there is no other chance, a pause must leave time for many more attempts. */
  private longestPauseMs(): number {
    const deadlines = this.waiters.filter(({ persists }) => persists).map(({ deadline }) => deadline);
    if (deadlines.length === 0) return Infinity;
    return Math.max(SHORTEST_CAP_MS, (Math.max(...deadlines) - this.options.clock.now()) / ATTEMPTS_LEFT);
  }

  /** Ends early when somebody begins to wait: the pause would be at their expense. */
  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.options.clock.schedule(ms, resolve);
      this.wakeUp = () => { cancel(); resolve(); };
    });
    this.wakeUp = undefined;
  }

  private givesUp(failure: Failure, failures: number): boolean {
    if (failure.kind === 'permanent') return true;
    if (this.waiters.some((waiter) => waiter.persists)) return false;
    return !this.options.breaker.isClosed || (this.waiters.length === 0 && failures >= UNATTENDED_ATTEMPTS);
  }

  /** Makes one call. It ends by itself, in time, whatever the transport does. */
  private async attempt(batch: readonly PackedRecord[]): Promise<{ acknowledged: ReadonlySet<PackedRecord>; failure?: Failure }> {
    const { totals } = this.options;
    const abort = new AbortController();
    const aborted = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true });
    });
    aborted.catch(() => undefined);
    let transport: Transport | undefined;
    let connection: ConnectionState = 'new';
    try {
      transport = await this.options.transport();
      connection = transport.connection;
      this.call = { connection, abort, dueAt: Infinity, cancelTimer: () => undefined };
      this.limit(this.call);
      totals.calls++;
      const call = transport.putRecords(batch, abort.signal);
      call.catch(() => undefined);
      const codes = await Promise.race([call, aborted]);
      const refused = codes.find((code) => code !== undefined);
      return {
        acknowledged: new Set(batch.filter((_record, index) => codes[index] === undefined)),
        failure: refused === undefined ? undefined : { kind: 'transient', message: refused },
      };
    } catch (error) {
      const failure = describeFailure(error, connection === 'new');
      if (failure.kind === 'credentials') transport?.renewCredentials();
      else transport?.reset();
      return { acknowledged: new Set(), failure };
    } finally {
      this.call?.cancelTimer();
      this.call = undefined;
    }
  }

  /** Bounds a call by the time that is left for it; a bound is never moved to later. */
  private limit(call: Call): void {
    const { clock } = this.options;
    const timeoutMs = this.timeoutMs(call.connection);
    if (clock.now() + timeoutMs >= call.dueAt) return;
    call.cancelTimer();
    call.dueAt = clock.now() + timeoutMs;
    call.cancelTimer = clock.schedule(timeoutMs, () => call.abort.abort(new Error(`no answer within ${Math.round(timeoutMs)} ms`)));
  }

  /**
   * A call for nobody has time. A connection that was idle may be dead, and where there is no other chance, no single call
   * may use the time up; but one that brought an answer a moment ago is slow at worst, and to begin anew would not help.
   */
  private timeoutMs(connection: ConnectionState): number {
    const isDoubtful = connection === 'idle' || (connection === 'new' && this.waiters.some(({ persists }) => persists));
    if (this.waiters.length === 0 || !isDoubtful) return CALL_TIMEOUT_MS;
    const leftMs = Math.max(...this.waiters.map(({ deadline }) => deadline - this.options.clock.now()));
    return Math.min(CALL_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, leftMs * SHARE_OF_DOUBTFUL_CALL));
  }

  private open(failure: Failure): void {
    if (this.options.breaker.failed()) this.options.onBreakerOpened(failure);
  }

  private settleWaiters(otherwise?: FlushOutcome): void {
    for (const waiter of [...this.waiters]) {
      if (!this.options.queue.hasUpTo(waiter.upTo)) this.resolveWaiter(waiter, 'delivered');
      else if (otherwise) this.resolveWaiter(waiter, otherwise);
    }
  }

  private resolveWaiter(waiter: Waiter, outcome: FlushOutcome): void {
    this.waiters = this.waiters.filter((other) => other !== waiter);
    waiter.resolve(outcome);
  }
}
