import { backoffMs } from './backoff';
import type { CallTimes } from './call-times';
import type { CircuitBreaker } from './circuit-breaker';
import { describeFailure, FrozenCallError, hasAnswered, isCuredByAnotherCall } from './failure';
import type { Failure } from './failure';
import { HeldBack } from './held-back';
import type { PackedRecord } from './record';
import type { RecordQueue } from './record-queue';
import { SendRate } from './send-rate';
import type { Totals } from './totals';
import type { ConnectionState, Transport } from './transport';
import type { Clock } from '../process/clock';

/** A call that takes longer is aborted, and its records are sent again. */
const CALL_TIMEOUT_MS = 3_000;

/** A call that may hang gets at most this share of the remaining time: the rest is for another attempt. */
const SHARE_OF_DOUBTFUL_CALL = 0.5;
const LEAST_TIMEOUT_MS = 100;

/** After a freeze an answer may wait in the socket: the process gets this long to read it before the call is aborted. */
const GRACE_MS = 100;
/** A timer that runs so much too late was stopped by a freeze. */
const FROZEN_AFTER_MS = 100;

/** Pauses are so short that this many of them fit into the remaining time. */
const ATTEMPTS_LEFT = 10;
const SHORTEST_CAP_MS = 50;

/** If Kinesis rejects this many single records as invalid and accepts none, the records are not the cause. */
const MOST_SUSPECTS = 8;

/** The shard takes no more now. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsResultEntry.html */
const THROTTLED = 'ProvisionedThroughputExceededException';

/** This many calls in a row may fail while nobody waits for the flush; then the breaker opens. */
const UNATTENDED_ATTEMPTS = 3;

export interface SenderOptions {
  readonly queue: RecordQueue;
  /** Loads what talks to Kinesis. Called for each call. */
  readonly transport: () => Promise<Transport>;
  readonly breaker: CircuitBreaker;
  readonly callTimes: CallTimes;
  readonly clock: Clock;
  /** @returns a number from 0 to below 1 */
  readonly random: () => number;
  readonly totals: Totals;
  /** Whether a call that nobody waits for may begin: not if the environment will probably freeze during it. */
  readonly mayCall: () => boolean;
  readonly onAcknowledged: (records: readonly PackedRecord[]) => void;
  /** Receives the records that Kinesis rejects as invalid, although it accepts others. They are no longer queued. */
  readonly onInvalid: (records: readonly PackedRecord[]) => void;
  readonly onBreakerOpened: (failure: Failure) => void;
  readonly onBreakerClosed: () => void;
  /** Called when the sender stops although records are queued: somebody has to start it again. */
  readonly onRest: () => void;
}

/** How a flush ended: everything acknowledged; out of time; or given up, because going on cannot help now. */
export type FlushOutcome = 'delivered' | 'late' | 'failed';

/**
 * How a flush is made.
 *
 * - `flush`: until the deadline or until a failure that lasts
 * - `probe`: one attempt while the breaker is open; its call may outlast the deadline
 * - `last`: until the deadline whatever fails, because there will be no other chance
 */
export type FlushManner = 'flush' | 'probe' | 'last';

interface Waiter {
  readonly upTo: number;
  readonly deadline: number;
  readonly manner: FlushManner;
  readonly resolve: (outcome: FlushOutcome) => void;
}

/** A call that is under way. */
interface Call {
  readonly connection: ConnectionState;
  readonly abort: AbortController;
  readonly startedAt: number;
  /** Counts the thaws before it. */
  readonly thaws: number;
  /** When it is aborted, in milliseconds since the epoch. */
  dueAt: number;
  isInGrace: boolean;
  cancelTimer: () => void;
}

interface Attempt {
  readonly acknowledged: ReadonlySet<PackedRecord>;
  /** The other records with their error codes, if Kinesis answered for each record. */
  readonly rejected?: ReadonlyMap<PackedRecord, string>;
  readonly failure?: Failure;
}

/** Why the sender stopped: nothing is queued; a failure; or the next call would have been frozen. */
type End = 'empty' | 'failed' | 'postponed';

/**
 * Sends the queue's records, oldest first, one call at a time, until Kinesis has acknowledged each.
 *
 * One call at a time keeps the order of an environment's events, and a call carries more than a shard accepts in a second.
 */
export class Sender {
  private running = false;
  private waiters: Waiter[] = [];
  private call?: Call;
  private wakeUp?: () => void;
  private readonly rate: SendRate;
  private readonly heldBack: HeldBack;
  private thaws = 0;
  private readonly tried = new WeakSet<PackedRecord>();
  /** The most records of the next batch: fewer while an invalid record is searched. */
  private mostRecords = Infinity;
  /** The failure of the last call, until a call succeeds. */
  private lastFailure?: Failure;

  constructor(private readonly options: SenderOptions) {
    const { clock, random } = options;
    this.rate = new SendRate(() => clock.now());
    this.heldBack = new HeldBack(() => clock.now(), random);
  }

  /** Whether a call is under way, or a pause between two. */
  get isSending(): boolean {
    return this.running;
  }

  /** Starts sending the queued records, unless that is under way already. Nobody waits for it. */
  start(): void {
    if (this.running || this.options.queue.length === 0) return;
    this.running = true;
    void this.run().catch((error: unknown): End => {
      // An error of our own must not leave the sender busy for ever: the records are still queued.
      this.open(describeFailure(error, true));
      return 'failed';
    }).then((end) => {
      this.running = false;
      // Records that came in while the last answer was handled, and a flush that began meanwhile, need another run.
      if ((end === 'empty' && this.options.queue.length > 0) || (end === 'postponed' && this.waiters.length > 0)) {
        this.start();
        return;
      }
      this.settleWaiters('failed');
      if (end !== 'empty') this.options.onRest();
    });
  }

  /**
   * Sends until all records up to this one are acknowledged, or until the deadline.
   *
   * @param upTo the record's place in the order in which records were queued
   * @param deadline milliseconds since the epoch
   */
  flush(upTo: number, deadline: number, manner: FlushManner = 'flush'): Promise<FlushOutcome> {
    const { queue, clock } = this.options;
    if (!queue.hasUpTo(upTo)) return Promise.resolve('delivered');
    return new Promise((resolve) => {
      const timeoutMs = deadline - clock.now();
      const cancel = clock.schedule(timeoutMs, () => {
        this.late(timeoutMs);
        this.resolveWaiter(waiter, 'late');
      });
      const waiter: Waiter = { upTo, deadline, manner, resolve: (outcome) => { cancel(); resolve(outcome); } };
      this.waiters.push(waiter);
      this.wakeUp?.();
      if (this.call) this.limit(this.call);
      if (manner === 'probe') this.abandonLostCall();
      this.start();
    });
  }

  /** Forgets how fast Kinesis accepts: from now on the records have other partition keys. */
  forgetRate(): void {
    this.rate.reset();
  }

  /**
   * Aborts a call whose time is over by the clock, because the environment was frozen during it and perhaps the timer that should end it
   * too. Before that the process gets time to read an answer that may already be there. The records are sent again. To be called after
   * each thaw.
   */
  abandonOverdueCall(): void {
    this.thaws++;
    if (this.call && this.options.clock.now() > this.call.dueAt) this.giveGrace(this.call);
  }

  /**
   * Aborts a call of an earlier invocation that will probably never be answered, so that a probe can make another. The environment has been
   * thawed long enough to read an answer.
   */
  private abandonLostCall(): void {
    const { callTimes, clock } = this.options;
    if (!this.call || this.call.thaws === this.thaws) return;
    if (clock.now() - this.call.startedAt > callTimes.patienceMs) this.call.abort.abort(new FrozenCallError());
  }

  /** The next invocation must not wait for what this one waited for in vain. */
  private late(timeoutMs: number): void {
    const { breaker, totals } = this.options;
    // The first call opens a connection and loads code, which takes long on a small share of a CPU.
    if (this.call && totals.records === 0 && this.lastFailure === undefined) {
      breaker.suspected();
      return;
    }
    const reason = this.lastFailure ? `; the last call failed with: ${this.lastFailure.message}` : '';
    this.open({ kind: 'transient', message: `not acknowledged within ${timeoutMs} ms${reason}` }, true);
  }

  private async run(): Promise<End> {
    const { queue, breaker, callTimes, clock, random, totals } = this.options;
    let failures = 0;
    while (queue.length > 0) {
      if (this.waiters.length === 0 && !this.options.mayCall()) return 'postponed';
      const waitMs = this.rate.waitMs;
      if (waitMs > 0) {
        await this.pause(Math.min(waitMs, this.longestPauseMs()), false);
        continue;
      }
      const batch = queue.takeBatch(this.rate.batchBytes, this.mostRecords, (record) => this.heldBack.has(record));
      if (batch.length === 0) {
        const heldMs = this.heldBack.untilNextMs(queue.all);
        if (heldMs === undefined) {
          // Kinesis rejects every record: they are not the cause.
          this.heldBack.takeSuspects();
          this.open(this.lastFailure ?? { kind: 'invalid', message: 'every record was rejected' });
          return 'failed';
        }
        const longestMs = this.longestPauseMs();
        await this.pause(Math.min(heldMs, longestMs), false);
        if (heldMs > longestMs) this.heldBack.release();
        continue;
      }
      totals.retries += batch.filter((record) => this.tried.has(record)).length;
      batch.forEach((record) => this.tried.add(record));
      const startedAt = clock.now();
      const { acknowledged, rejected, failure } = await this.attempt(batch);
      queue.settle(acknowledged);
      if (rejected) {
        callTimes.answered(clock.now() - startedAt);
        this.heldBack.answered(acknowledged, rejected);
        const throttled = [...rejected].filter(([, code]) => code === THROTTLED).map(([record]) => record);
        this.rate.answered(bytesOf(acknowledged), bytesOf(throttled));
      } else if (failure?.kind !== 'invalid') {
        this.rate.failed();
      }
      if (acknowledged.size > 0) {
        totals.records += acknowledged.size;
        this.options.onAcknowledged([...acknowledged]);
        failures = 0;
        this.lastFailure = failure;
        this.mostRecords *= 2;
        this.dropInvalid();
        if (breaker.succeeded()) this.options.onBreakerClosed();
      }
      this.settleWaiters();
      // Where Kinesis answered for each record, the rate and the keys held back say when the rest is sent.
      if (!failure || acknowledged.size > 0) continue;

      failures++;
      this.lastFailure = failure;
      if (failure.kind === 'invalid' && this.narrowsDown(batch)) continue;
      // A new connection, new credentials or the right time are tried at once, but only once in a row.
      if (failures === 1 && isCuredByAnotherCall(failure)) continue;
      if (this.givesUp(failure, failures)) {
        this.open(failure);
        return 'failed';
      }
      await this.pause(Math.min(backoffMs(failures, random()), this.longestPauseMs()));
    }
    return 'empty';
  }

  /**
   * Halves the batch that Kinesis rejects as invalid, until one record is left; then it continues with the others.
   *
   * @returns false if Kinesis rejects so many records that they are probably not the cause
   */
  private narrowsDown(batch: readonly PackedRecord[]): boolean {
    if (batch.length === 1) this.heldBack.suspect(batch[0]);
    this.mostRecords = Math.max(1, Math.floor(batch.length / 2));
    if (this.heldBack.suspectCount < MOST_SUSPECTS) return true;
    this.heldBack.takeSuspects();
    return false;
  }

  private dropInvalid(): void {
    const invalid = this.options.queue.remove(this.heldBack.takeSuspects());
    if (invalid.length > 0) this.options.onInvalid(invalid);
  }

  /** Where there is no other chance, a pause must leave time for many more attempts. */
  private longestPauseMs(): number {
    const deadlines = this.waiters.filter(({ manner }) => manner === 'last').map(({ deadline }) => deadline);
    if (deadlines.length === 0) return Infinity;
    return Math.max(SHORTEST_CAP_MS, (Math.max(...deadlines) - this.options.clock.now()) / ATTEMPTS_LEFT);
  }

  /** @param endsForWaiter whether it ends early when somebody begins to wait: the pause would be at their expense */
  private async pause(ms: number, endsForWaiter = true): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.options.clock.schedule(ms, resolve);
      if (endsForWaiter) this.wakeUp = () => { cancel(); resolve(); };
    });
    this.wakeUp = undefined;
  }

  private givesUp(failure: Failure, failures: number): boolean {
    if (failure.kind === 'permanent' || failure.kind === 'invalid') return true;
    if (this.waiters.some(({ manner }) => manner === 'last')) return false;
    return !this.options.breaker.isClosed || (this.waiters.length === 0 && failures >= UNATTENDED_ATTEMPTS);
  }

  /** Makes one call. It ends in time, whatever the transport does. */
  private async attempt(batch: readonly PackedRecord[]): Promise<Attempt> {
    const { totals, clock } = this.options;
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
      this.call = { connection, abort, startedAt: clock.now(), thaws: this.thaws, dueAt: Infinity, isInGrace: false, cancelTimer: () => undefined };
      this.limit(this.call);
      totals.calls++;
      const call = transport.putRecords(batch, abort.signal);
      call.catch(() => undefined);
      const codes = await Promise.race([call, aborted]);
      const rejected = new Map<PackedRecord, string>();
      batch.forEach((record, index) => { if (codes[index] !== undefined) rejected.set(record, codes[index]); });
      const [message] = rejected.values();
      return {
        acknowledged: new Set(batch.filter((record) => !rejected.has(record))),
        rejected,
        failure: message === undefined ? undefined : { kind: 'transient', message },
      };
    } catch (error) {
      const failure = describeFailure(error, connection === 'new');
      if (failure.kind === 'credentials') transport?.renewCredentials();
      else if (!hasAnswered(failure)) transport?.reset();
      return { acknowledged: new Set(), failure };
    } finally {
      this.call?.cancelTimer();
      this.call = undefined;
    }
  }

  /** Limits a call to its share of the remaining time. A limit is never moved to later. */
  private limit(call: Call): void {
    const { clock } = this.options;
    const timeoutMs = this.timeoutMs(call.connection);
    if (call.isInGrace || clock.now() + timeoutMs >= call.dueAt) return;
    call.cancelTimer();
    call.dueAt = clock.now() + timeoutMs;
    call.cancelTimer = clock.schedule(timeoutMs, () => {
      if (clock.now() - call.dueAt > FROZEN_AFTER_MS) this.giveGrace(call);
      else call.abort.abort(new Error(`no response within ${Math.round(timeoutMs)} ms`));
    });
  }

  private giveGrace(call: Call): void {
    if (call.isInGrace) return;
    call.isInGrace = true;
    call.cancelTimer();
    call.cancelTimer = this.options.clock.schedule(GRACE_MS, () => call.abort.abort(new FrozenCallError()));
  }

  /**
   * A call that nobody waits for, and a probe, have time. Where there is no other chance, no single call may use the time up. A connection
   * that was idle may be dead; one that brought an answer a moment ago is slow at worst, and to begin again would not help.
   */
  private timeoutMs(connection: ConnectionState): number {
    const waiters = this.waiters.filter(({ manner }) => manner === 'last' || (manner === 'flush' && connection === 'idle'));
    if (waiters.length === 0) return CALL_TIMEOUT_MS;
    const leftMs = Math.max(...this.waiters.map(({ deadline }) => deadline - this.options.clock.now()));
    return Math.min(CALL_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, leftMs * SHARE_OF_DOUBTFUL_CALL));
  }

  private open(failure: Failure, isCostly = false): void {
    if (this.options.breaker.failed(isCostly)) this.options.onBreakerOpened(failure);
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

function bytesOf(records: Iterable<PackedRecord>): number {
  let bytes = 0;
  for (const { data, partitionKey } of records) bytes += data.length + partitionKey.length;
  return bytes;
}
