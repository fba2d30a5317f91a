import type { CallTimes } from './call-times';
import { describeFailure, FrozenCallError, hasAnswered } from './failure';
import type { Failure } from './failure';
import type { PackedRecord } from './record';
import type { Totals } from './totals';
import type { ConnectionState, Transport } from './transport';
import type { Waiters } from './waiters';
import type { Clock } from '../process/clock';

/** A call that takes longer is aborted, and its records are sent again. */
const CALL_TIMEOUT_MS = 3_000;

/** A call that may hang gets at most this share of the remaining time: the rest is for another attempt. */
const SHARE_OF_DOUBTFUL_CALL = 0.5;
const LEAST_TIMEOUT_MS = 100;

/**
 * A call over a connection that may be dead carries at most so many bytes, or one record: they are in the stream twice if the answer comes too late.
 * The answer to a small call also comes sooner, and proves the connection for the rest.
 */
const DOUBTFUL_CALL_BYTES = 64 * 1024;

/** After a freeze an answer may wait in the socket: the process gets this long to read it before the call is aborted. */
const GRACE_MS = 100;
/** A timer that runs so much too late was stopped by a freeze. */
const FROZEN_AFTER_MS = 100;

export interface CallsOptions {
  /** Loads what talks to Kinesis. Called for each call. */
  readonly transport: () => Promise<Transport>;
  readonly waiters: Waiters;
  readonly callTimes: CallTimes;
  readonly clock: Clock;
  readonly totals: Totals;
}

/** What came of a call. */
export interface Attempt {
  readonly acknowledged: ReadonlySet<PackedRecord>;
  /** The other records with their error codes, if Kinesis answered for each record. */
  readonly rejected?: ReadonlyMap<PackedRecord, string>;
  readonly failure?: Failure;
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

/** Makes one call at a time. Each ends in time, whatever the transport does, also when the environment is frozen during it. */
export class Calls {
  private transport?: Transport;
  private current?: Call;
  private thaws = 0;

  constructor(private readonly options: CallsOptions) {}

  get isUnderWay(): boolean {
    return this.current !== undefined;
  }

  /** How many bytes the next call may carry. A larger record goes alone. */
  get mostBytes(): number {
    return this.transport?.connection === 'idle' ? DOUBTFUL_CALL_BYTES : Infinity;
  }

  /** Loads the transport, so that the first call knows its connection. If that fails, the call tries again and reports it. */
  async prepare(): Promise<void> {
    this.transport ??= await this.options.transport().catch(() => undefined);
  }

  async attempt(batch: readonly PackedRecord[]): Promise<Attempt> {
    const { totals, clock } = this.options;
    const abort = new AbortController();
    let onAbort = (): void => undefined;
    const aborted = new Promise<never>((_resolve, reject) => { onAbort = () => reject(abort.signal.reason as Error); });
    aborted.catch(() => undefined);
    abort.signal.addEventListener('abort', onAbort, { once: true });
    let transport: Transport | undefined;
    let connection: ConnectionState = 'new';
    try {
      transport = await this.options.transport();
      connection = transport.connection;
      const { thaws } = this;
      this.current = { connection, abort, startedAt: clock.now(), thaws, dueAt: Infinity, isInGrace: false, cancelTimer: () => undefined };
      this.limit();
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
      this.current?.cancelTimer();
      this.current = undefined;
      // Otherwise the signal and this function refer to each other, which costs memory until a garbage collection.
      abort.signal.removeEventListener('abort', onAbort);
    }
  }

  /** Limits the call to its share of the remaining time. To be called when the waiters change. A limit is never moved to later. */
  limit(): void {
    const { clock } = this.options;
    const call = this.current;
    if (!call) return;
    const timeoutMs = this.timeoutMs(call.connection);
    if (call.isInGrace || clock.now() + timeoutMs >= call.dueAt) return;
    this.setTimer(call, timeoutMs);
  }

  /**
   * Aborts a call whose time is over by the clock, because the environment was frozen during it and perhaps the timer that should end it
   * too. Before that the process gets time to read an answer that may already be there. To be called after each thaw.
   */
  abandonOverdue(): void {
    this.thaws++;
    const call = this.current;
    if (!call || call.isInGrace) return;
    const leftMs = call.dueAt - this.options.clock.now();
    if (leftMs < 0) this.giveGrace(call);
    // The timer is late by the time of the freeze. If the clock was set back, the call must not get more time than any.
    else this.setTimer(call, Math.min(leftMs, CALL_TIMEOUT_MS));
  }

  /**
   * Aborts a call of an earlier invocation that will probably never be answered, so that a probe can make another. The environment has been
   * thawed long enough to read an answer.
   */
  abandonLost(): void {
    const { callTimes, clock } = this.options;
    if (!this.current || this.current.thaws === this.thaws) return;
    if (clock.now() - this.current.startedAt > callTimes.patienceMs) this.current.abort.abort(new FrozenCallError());
  }

  private setTimer(call: Call, timeoutMs: number): void {
    const { clock } = this.options;
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

  private timeoutMs(connection: ConnectionState): number {
    const leftMs = this.options.waiters.leftForCallMs(connection === 'idle');
    if (leftMs === undefined) return CALL_TIMEOUT_MS;
    return Math.min(CALL_TIMEOUT_MS, Math.max(LEAST_TIMEOUT_MS, leftMs * SHARE_OF_DOUBTFUL_CALL));
  }
}
