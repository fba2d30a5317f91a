import type { Clock } from '../clock';
import { backoffMs } from './backoff';
import type { CircuitBreaker } from './circuit-breaker';
import { describeFailure } from './failure';
import type { Failure } from './failure';
import type { PackedRecord } from './record';
import type { RecordQueue } from './record-queue';
import type { Totals } from './totals';
import type { Transport } from './transport';

/** A call that takes longer is given up, and its records are sent again. */
const CALL_TIMEOUT_MS = 5_000;
const OVERDUE = `no answer within ${CALL_TIMEOUT_MS} ms`;

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
}

/** How a flush ended: all acknowledged; out of time; or given up, as going on cannot help now. */
export type FlushOutcome = 'delivered' | 'late' | 'failed';

interface Waiter {
  readonly upTo: number;
  readonly persists: boolean;
  readonly resolve: (outcome: FlushOutcome) => void;
}

/**
 * Sends the queue's records, oldest first, one call at a time, until Kinesis has acknowledged each.
 *
 * One call at a time keeps the order of an environment's events, and a call carries more than a shard takes.
 */
export class Sender {
  private running = false;
  private waiters: Waiter[] = [];
  private call?: { readonly startedAt: number; readonly abort: AbortController };
  private wakeUp?: () => void;

  constructor(private readonly options: SenderOptions) {}

  /** Whether a call is under way, or a pause between two. */
  get isSending(): boolean {
    return this.running;
  }

  /** Starts sending what is queued, unless that is under way already. Nobody waits for it. */
  start(): void {
    if (this.running || this.options.queue.length === 0) return;
    this.running = true;
    void this.run().then((end) => {
      this.running = false;
      // What came in while the last answer was handled is not lost on us.
      if (end === 'empty' && this.options.queue.length > 0) this.start();
      else this.settleWaiters('failed');
    });
  }

  /**
   * Sends until everything up to this sequence number is acknowledged, or the deadline is there.
   *
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
        this.open({ kind: 'transient', message: `not acknowledged within ${timeoutMs} ms` });
        this.resolveWaiter(waiter, 'late');
      });
      const waiter: Waiter = { upTo, persists, resolve: (outcome) => { cancel(); resolve(outcome); } };
      this.waiters.push(waiter);
      // Somebody waits now: a pause between attempts would be at their expense.
      this.wakeUp?.();
      this.start();
    });
  }

  /**
   * Gives a call up whose time is over by the clock: the environment was frozen while it was under way, and perhaps the
   * timer that should end it too. Its records are sent again.
   */
  abandonOverdueCall(): void {
    if (this.call && this.options.clock.now() - this.call.startedAt > CALL_TIMEOUT_MS) this.call.abort.abort(new Error(OVERDUE));
  }

  private async run(): Promise<'empty' | 'gave-up'> {
    const { queue, breaker, clock, random, totals } = this.options;
    let failures = 0;
    while (queue.length > 0) {
      const batch = queue.takeBatch();
      if (failures > 0) totals.retries += batch.length;
      const { acknowledged, failure } = await this.attempt(batch);
      queue.settle(acknowledged);
      if (acknowledged.size > 0) {
        totals.records += acknowledged.size;
        this.options.onAcknowledged([...acknowledged]);
        failures = 0;
        if (breaker.succeeded()) this.options.onBreakerClosed();
      }
      this.settleWaiters();
      if (!failure) continue;

      failures++;
      if (this.givesUp(failure, failures)) {
        this.open(failure);
        return 'gave-up';
      }
      await new Promise<void>((resolve) => {
        const cancel = clock.schedule(backoffMs(failures, random()), resolve);
        this.wakeUp = () => { cancel(); resolve(); };
      });
      this.wakeUp = undefined;
    }
    return 'empty';
  }

  private givesUp(failure: Failure, failures: number): boolean {
    if (failure.kind === 'permanent') return true;
    if (this.waiters.some((waiter) => waiter.persists)) return false;
    return !this.options.breaker.isClosed || (this.waiters.length === 0 && failures >= UNATTENDED_ATTEMPTS);
  }

  /** Makes one call. It ends by itself, in time, whatever the transport does. */
  private async attempt(batch: readonly PackedRecord[]): Promise<{ acknowledged: ReadonlySet<PackedRecord>; failure?: Failure }> {
    const { clock, totals } = this.options;
    const abort = new AbortController();
    this.call = { startedAt: clock.now(), abort };
    const cancel = clock.schedule(CALL_TIMEOUT_MS, () => abort.abort(new Error(OVERDUE)));
    const aborted = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error), { once: true });
    });
    let transport: Transport | undefined;
    try {
      totals.calls++;
      const call = this.options.transport().then((loaded) => {
        transport = loaded;
        return loaded.putRecords(batch, abort.signal);
      });
      call.catch(() => undefined);
      const codes = await Promise.race([call, aborted]);
      const refused = codes.find((code) => code !== undefined);
      return {
        acknowledged: new Set(batch.filter((_record, index) => codes[index] === undefined)),
        failure: refused === undefined ? undefined : { kind: 'transient', message: refused },
      };
    } catch (error) {
      transport?.reset();
      return { acknowledged: new Set(), failure: describeFailure(error) };
    } finally {
      cancel();
      this.call = undefined;
    }
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
