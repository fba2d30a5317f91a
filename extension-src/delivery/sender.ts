import { backoffMs } from './backoff';
import type { CallTimes } from './call-times';
import { Calls } from './calls';
import type { CircuitBreaker } from './circuit-breaker';
import { describeFailure, isCuredByAnotherCall } from './failure';
import type { Failure } from './failure';
import { HeldBack } from './held-back';
import type { PackedRecord } from './record';
import type { RecordQueue } from './record-queue';
import { SendRate } from './send-rate';
import type { Totals } from './totals';
import type { Transport } from './transport';
import { Waiters } from './waiters';
import type { FlushManner, FlushOutcome, Waiter } from './waiters';
import type { Clock } from '../process/clock';

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

/** Why the sender stopped: nothing is queued; a failure; or the next call would have been frozen. */
type End = 'empty' | 'failed' | 'postponed';

/**
 * Sends the queue's records, oldest first, one call at a time, until Kinesis has acknowledged each.
 *
 * One call at a time keeps the order of an environment's events, and a call carries more than a shard accepts in a second.
 */
export class Sender {
  private running = false;
  private wakeUp?: () => void;
  private readonly waiters: Waiters;
  private readonly calls: Calls;
  private readonly rate: SendRate;
  private readonly heldBack: HeldBack;
  private readonly tried = new WeakSet<PackedRecord>();
  /** The most records of the next batch: fewer while an invalid record is searched. */
  private mostRecords = Infinity;
  /** The failure of the last call, until a call succeeds. */
  private lastFailure?: Failure;

  constructor(private readonly options: SenderOptions) {
    const { queue, transport, callTimes, clock, random, totals } = options;
    this.waiters = new Waiters(queue, clock);
    this.calls = new Calls({ transport, waiters: this.waiters, callTimes, clock, totals });
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
      if ((end === 'empty' && this.options.queue.length > 0) || (end === 'postponed' && !this.waiters.isEmpty)) {
        this.start();
        return;
      }
      this.waiters.settle('failed');
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
        this.waiters.resolve(waiter, 'late');
      });
      const waiter: Waiter = { upTo, deadline, manner, resolve: (outcome) => { cancel(); resolve(outcome); } };
      this.waiters.add(waiter);
      this.wakeUp?.();
      this.calls.limit();
      if (manner === 'probe') this.calls.abandonLost();
      this.start();
    });
  }

  /** Forgets how fast Kinesis accepts: from now on the records have other partition keys. */
  forgetRate(): void {
    this.rate.reset();
  }

  /** To be called after each thaw. A call whose time is over by the clock is aborted, and its records are sent again. */
  abandonOverdueCall(): void {
    this.calls.abandonOverdue();
  }

  /** The next invocation must not wait for what this one waited for in vain. */
  private late(timeoutMs: number): void {
    const { breaker, totals } = this.options;
    // The first call opens a connection and loads code, which takes long on a small share of a CPU.
    if (this.calls.isUnderWay && totals.records === 0 && this.lastFailure === undefined) {
      breaker.suspected();
      return;
    }
    const reason = this.lastFailure ? `; the last call failed with: ${this.lastFailure.message}` : '';
    this.open({ kind: 'transient', message: `not acknowledged within ${timeoutMs} ms${reason}` }, true);
  }

  private async run(): Promise<End> {
    const { queue, breaker, callTimes, clock, random, totals } = this.options;
    let failures = 0;
    await this.calls.prepare();
    while (queue.length > 0) {
      if (this.waiters.isEmpty && !this.options.mayCall()) return 'postponed';
      const waitMs = this.rate.waitMs;
      if (waitMs > 0) {
        const longestMs = this.waiters.longestPauseMs;
        await this.pause(Math.min(waitMs, longestMs));
        // Where there is no other chance, a call that may be throttled is better than a long pause.
        if (waitMs <= longestMs) continue;
      }
      const batch = queue.takeBatch(Math.min(this.rate.batchBytes, this.calls.mostBytes), this.mostRecords, (record) => this.heldBack.has(record));
      if (batch.length === 0) {
        const heldMs = this.heldBack.untilNextMs(queue.all);
        if (heldMs === undefined) {
          // Kinesis rejects every record: they are not the cause.
          this.heldBack.takeSuspects();
          this.open(this.lastFailure ?? { kind: 'invalid', message: 'every record was rejected' });
          return 'failed';
        }
        const longestMs = this.waiters.longestPauseMs;
        await this.pause(Math.min(heldMs, longestMs));
        if (heldMs > longestMs) this.heldBack.release();
        continue;
      }
      totals.retries += batch.filter((record) => this.tried.has(record)).length;
      batch.forEach((record) => this.tried.add(record));
      const startedAt = clock.now();
      const { acknowledged, rejected, failure } = await this.calls.attempt(batch);
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
      this.waiters.settle();
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
      await this.pause(Math.min(backoffMs(failures, random()), this.waiters.longestPauseMs));
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

  /** Ends early when somebody begins to wait: the pause would be at their expense. */
  private async pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.options.clock.schedule(ms, resolve);
      this.wakeUp = () => { cancel(); resolve(); };
    });
    this.wakeUp = undefined;
  }

  private givesUp(failure: Failure, failures: number): boolean {
    if (failure.kind === 'permanent' || failure.kind === 'invalid') return true;
    if (this.waiters.includeLast) return false;
    return !this.options.breaker.isClosed || (this.waiters.isEmpty && failures >= UNATTENDED_ATTEMPTS);
  }

  private open(failure: Failure, isCostly = false): void {
    if (this.options.breaker.failed(isCostly)) this.options.onBreakerOpened(failure);
  }
}

function bytesOf(records: Iterable<PackedRecord>): number {
  let bytes = 0;
  for (const { data, partitionKey } of records) bytes += data.length + partitionKey.length;
  return bytes;
}
