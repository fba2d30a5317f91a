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

/** The timeout of a call. The records of an aborted call are sent again. */
const CALL_TIMEOUT_MS = 3_000;

/** A call over a connection that may be dead gets half of the remaining time. The rest is for a second attempt. */
const SHARE_OF_DOUBTFUL_CALL = 0.5;
const MIN_TIMEOUT_MS = 100;

/** A pause leaves time for this many more attempts. */
const ATTEMPTS_LEFT = 10;
const SHORTEST_CAP_MS = 50;

/** The minimum batch size. A batch gets smaller after each call that failed completely. */
const MIN_BATCH_BYTES = 64 * 1024;

/** The breaker opens after this many failed calls in a row if no flush is waiting. */
const UNATTENDED_ATTEMPTS = 3;

export interface SenderOptions {
  readonly queue: RecordQueue;
  /** Returns the transport. Called for each PutRecords call, so it should load only once. If it rejects, the call has failed. */
  readonly transport: () => Promise<Transport>;
  readonly breaker: CircuitBreaker;
  readonly clock: Clock;
  /** @returns a number from 0 to below 1 */
  readonly random: () => number;
  readonly totals: Totals;
  readonly onAcknowledged: (records: readonly PackedRecord[]) => void;
  readonly onBreakerOpened: (failure: Failure) => void;
  readonly onBreakerClosed: () => void;
  /** Called when the sender stops although records are queued. The caller must start it again. */
  readonly onGaveUp: () => void;
}

/** How a flush ended: all records were acknowledged, the deadline passed, or the sender gave up. */
export type FlushOutcome = 'delivered' | 'late' | 'failed';

interface Waiter {
  readonly upTo: number;
  readonly deadline: number;
  readonly persists: boolean;
  readonly resolve: (outcome: FlushOutcome) => void;
}

/** A call in progress. */
interface Call {
  readonly connection: ConnectionState;
  readonly abort: AbortController;
  /** When the call is aborted, in milliseconds since the epoch. */
  dueAt: number;
  cancelTimer: () => void;
}

/**
 * Sends the queue's records, oldest first, until Kinesis has acknowledged each.
 *
 * It makes one call at a time, which keeps the events of an environment in order. A call carries more than a shard accepts.
 */
export class Sender {
  private running = false;
  private waiters: Waiter[] = [];
  private call?: Call;
  private wakeUp?: () => void;
  private batchBytes = BATCH_BYTES;
  private readonly tried = new WeakSet<PackedRecord>();
  /** The failure of the last call, until a call delivers a record. */
  private lastFailure?: Failure;

  constructor(private readonly options: SenderOptions) {}

  /** Whether the sender is making a call or pausing between two calls. */
  get isSending(): boolean {
    return this.running;
  }

  /** Starts to send the queued records, unless the sender is already running. Does not wait for the result. */
  start(): void {
    if (this.running || this.options.queue.length === 0) return;
    this.running = true;
    void this.run().catch((error: unknown) => {
      // An internal error must not block the sender forever: the records are still queued.
      this.open(describeFailure(error, true));
      return 'gave-up' as const;
    }).then((end) => {
      this.running = false;
      // Records may have been queued while the last response was handled.
      if (end === 'empty' && this.options.queue.length > 0) {
        this.start();
        return;
      }
      this.settleWaiters('failed');
      if (end === 'gave-up') this.options.onGaveUp();
    });
  }

  /**
   * Sends until all records up to this one are acknowledged or the deadline has passed.
   *
   * @param upTo ordinal of the record in the queue
   * @param deadline milliseconds since the epoch
   * @param persists whether to retry until the deadline after any failure, because this is the last chance
   */
  flush(upTo: number, deadline: number, persists = false): Promise<FlushOutcome> {
    const { queue, clock } = this.options;
    if (!queue.hasUpTo(upTo)) return Promise.resolve('delivered');
    return new Promise((resolve) => {
      const timeoutMs = deadline - clock.now();
      const cancel = clock.schedule(timeoutMs, () => {
        // The next invocation must not wait in vain as well.
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
   * Aborts the current call if the clock has passed its timeout: a freeze may have stopped the call and the timer of its timeout.
   * Its records are sent again.
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
      // A smaller batch can succeed where the full batch did not finish in time.
      this.batchBytes = acknowledged.size > 0 ? BATCH_BYTES : Math.max(MIN_BATCH_BYTES, this.batchBytes / 4);
      this.settleWaiters();
      if (!failure) continue;

      failures++;
      this.lastFailure = failure;
      // A failure that a new connection or new credentials can fix is retried at once, but only once in a row.
      if (failures === 1 && (failure.kind === 'reconnect' || failure.kind === 'credentials')) continue;
      if (this.givesUp(failure, failures)) {
        this.open(failure);
        return 'gave-up';
      }
      await this.pause(Math.min(backoffMs(failures, random()), this.longestPauseMs()));
    }
    return 'empty';
  }

  /** If a flush is the last chance, a pause must leave time for more attempts. */
  private longestPauseMs(): number {
    const deadlines = this.waiters.filter(({ persists }) => persists).map(({ deadline }) => deadline);
    if (deadlines.length === 0) return Infinity;
    return Math.max(SHORTEST_CAP_MS, (Math.max(...deadlines) - this.options.clock.now()) / ATTEMPTS_LEFT);
  }

  /** Waits before the next attempt. A new flush ends the pause, so that it does not wait for it. */
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

  /** Makes one call. It ends within its timeout, even if the transport never responds. */
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

  /** Sets the timeout of a call from the remaining time. A timeout is never extended. */
  private limit(call: Call): void {
    const { clock } = this.options;
    const timeoutMs = this.timeoutMs(call.connection);
    if (clock.now() + timeoutMs >= call.dueAt) return;
    call.cancelTimer();
    call.dueAt = clock.now() + timeoutMs;
    call.cancelTimer = clock.schedule(timeoutMs, () => call.abort.abort(new Error(`no response within ${Math.round(timeoutMs)} ms`)));
  }

  /**
   * Returns the timeout of a call. If no flush waits, it is the full timeout. If the connection may be dead (it was idle, or is
   * new while a flush is the last chance), the call gets only part of the remaining time. A connection that received a response
   * a moment ago is slow at worst, and a new one would not help.
   */
  private timeoutMs(connection: ConnectionState): number {
    const isDoubtful = connection === 'idle' || (connection === 'new' && this.waiters.some(({ persists }) => persists));
    if (this.waiters.length === 0 || !isDoubtful) return CALL_TIMEOUT_MS;
    const leftMs = Math.max(...this.waiters.map(({ deadline }) => deadline - this.options.clock.now()));
    return Math.min(CALL_TIMEOUT_MS, Math.max(MIN_TIMEOUT_MS, leftMs * SHARE_OF_DOUBTFUL_CALL));
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
