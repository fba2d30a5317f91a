import type { CircuitBreaker } from './circuit-breaker';
import type { DropLedger } from './drop-ledger';
import type { Omissions, ReportOccasion } from './omissions';
import type { Packer } from './packer';
import type { PackedRecord, Reported } from './record';
import type { RecordQueue } from './record-queue';
import type { Sender } from './sender';
import type { Totals } from './totals';
import type { FlushOutcome } from './waiters';
import type { Clock } from '../process/clock';

export interface DeliveryOptions {
  readonly packer: Packer;
  readonly queue: RecordQueue;
  readonly sender: Sender;
  readonly breaker: CircuitBreaker;
  readonly ledger: DropLedger;
  /** What leaves events out before the delivery. Undefined if nothing does. */
  readonly omissions?: Omissions;
  readonly clock: Clock;
  readonly totals: Totals;
  readonly bufferMaxBytes: number;
  /** events */
  readonly dispatchThreshold: number;
  readonly dispatchIntervalMs: number;
  /** How long a record that is not full waits for more events; at most the dispatch interval. */
  readonly lingerMs: number;
  /** Whether a call that nobody waits for may begin. */
  readonly mayCall: () => boolean;
}

/**
 * This many buffered bytes start a send, regardless of the number of events. A call takes about two milliseconds of processor
 * time regardless of its size. Twice as many bytes would save little more and take 10 MB of memory.
 */
const DISPATCH_BYTES = 512 * 1024;

/**
 * Handles an event from its arrival to its acknowledgement: packs it, keeps the buffer within its limit, and starts a send when
 * enough events are buffered or the oldest has waited long enough.
 */
export class Delivery {
  private waitingEvents = 0;
  private timer?: () => void;

  constructor(private readonly options: DeliveryOptions) {}

  /** Whether no event is waiting for an acknowledgement. */
  get isEmpty(): boolean {
    return this.options.queue.length === 0 && this.options.packer.openBytes === 0 && this.options.ledger.isEmpty;
  }

  /** The number of events that wait for an acknowledgement. */
  get waiting(): number {
    return this.options.queue.eventCount + this.options.packer.openEvents;
  }

  /** How long the oldest unacknowledged event has waited, in milliseconds. */
  get oldestAgeMs(): number {
    const { queue, packer, clock } = this.options;
    const oldestAt = queue.oldestAt ?? packer.openSince;
    return oldestAt === undefined ? 0 : clock.now() - oldestAt;
  }

  /**
   * Adds the event between `start` (inclusive) and `end` (exclusive) of the body.
   *
   * @param isOwnLog whether the event is a line of the extension's own log. Such an event is sent with others but does not start
   * a send, because the send could cause the next line
   */
  add(body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog = false): void {
    this.options.packer.add(body, start, end, requestId);
    this.enforceBound();
    if (!isOwnLog) this.added(1);
  }

  /**
   * Adds events of the same invocation.
   *
   * @param positions where the events are in the body: {@link FoundEvents.positions}
   * @param first the index of the first event
   */
  addRun(body: Buffer, positions: Uint32Array, first: number, count: number, requestId: string | undefined): void {
    let failure: Error | undefined;
    for (let packed = 0; packed < count;) {
      const some = this.options.packer.addSome(body, positions, first + packed, count - packed, requestId);
      packed += some;
      try {
        this.enforceBound();
        this.added(some);
      } catch (error) {
        // An error of our own must not cost the rest of the run.
        failure = error as Error;
      }
    }
    if (failure) throw failure;
  }

  private added(events: number): void {
    const { dispatchThreshold, queue } = this.options;
    this.waitingEvents += events;
    this.armTimer();
    if (this.waitingEvents >= dispatchThreshold || queue.heldBytes >= DISPATCH_BYTES) this.dispatch();
  }

  /** Adds an event that the extension itself creates. */
  addOwn(type: string, record: object, reports?: Reported): void {
    this.options.totals.own++;
    const time = new Date(this.options.clock.now()).toISOString();
    const body = Buffer.from(JSON.stringify({ time, type, record }));
    this.options.packer.add(body, 0, body.length, undefined, reports);
  }

  /** Starts to send buffered events without waiting for the result, unless the breaker forbids it. The open record may linger. */
  dispatch(): void {
    const { breaker, mayCall, sender } = this.options;
    // A running sender takes full records as they are queued. Sealing the open record now would only make it smaller.
    if (!breaker.allowsCall || sender.isSending || !mayCall()) {
      this.armTimer();
    } else {
      if (this.lingers()) this.letLinger();
      else this.seal();
      sender.start();
    }
  }

  /** Whether an event has waited for the dispatch interval. A freeze may have stopped the timer that should send it. */
  get isDue(): boolean {
    return this.oldestAgeMs >= this.options.dispatchIntervalMs;
  }

  /**
   * Sends all buffered events and waits until they are acknowledged.
   *
   * @param deadline milliseconds since the epoch
   * @param manner `last`: retry until the deadline, whatever fails
   */
  async flush(deadline: number, manner: 'flush' | 'last' = 'flush'): Promise<FlushOutcome> {
    this.seal();
    return this.options.sender.flush(this.options.queue.lastOrdinal, deadline, manner);
  }

  /**
   * Sends the oldest records while the breaker is open, and waits until they are acknowledged.
   *
   * @param deadline milliseconds since the epoch
   */
  async probe(deadline: number): Promise<FlushOutcome> {
    const { queue, sender } = this.options;
    if (queue.length === 0) this.seal();
    return sender.flush(queue.firstOrdinal, deadline, 'probe');
  }

  /** Continues with a new environment id. Events that are already packed keep the old one. */
  renew(environment: string): void {
    this.seal();
    this.options.packer.renew(environment);
  }

  /** Counts acknowledged records and recycles their memory. */
  acknowledged(records: readonly PackedRecord[]): void {
    for (const record of records) {
      this.options.totals.delivered += record.lastSequence - record.firstSequence + 1;
      this.options.packer.recycle(record);
    }
  }

  /** To be called for records that Kinesis will never accept. */
  rejected(records: readonly PackedRecord[]): void {
    for (const record of records) this.dropRecord(record, 'rejected');
  }

  /** Takes back what dropped events should have reported. */
  restore({ drops, omitted }: Reported): void {
    this.options.ledger.restore(drops);
    omitted?.forEach((report) => this.options.omissions?.restore(report));
  }

  /** Gives the buffered records random partition keys, so that all shards take them. Their sequence numbers keep the order. */
  spread(newKey: () => string): void {
    this.seal();
    this.options.queue.spread(newKey);
    this.options.sender.forgetRate();
  }

  /** Closes the open record, so that all events that wait for an acknowledgement are in the queue. Adds what the drop ledger has to report. */
  seal(): void {
    this.forgetWaiting();
    for (const range of this.options.ledger.take()) {
      const { environment, firstSequence, lastSequence, bytes, reason } = range;
      this.addOwn('telemetry.dropped', {
        count: lastSequence - firstSequence + 1, bytes, firstSequence, lastSequence, reason,
        // Only if it differs from the environment of the envelope, as after a restore from a snapshot.
        ...environment === this.options.packer.environment ? {} : { environment },
      }, { drops: [range] });
    }
    if (this.options.omissions) this.reportOmissions(this.options.queue.length > 0 || this.options.packer.openBytes > 0 ? 'beside-others' : 'alone');
    this.options.packer.seal();
    this.enforceBound();
  }

  /** Adds a `telemetry.omitted` event, if something is to be reported on this occasion. */
  reportOmissions(occasion: ReportOccasion): void {
    const report = this.options.omissions?.take(occasion);
    if (report) this.addOwn('telemetry.omitted', report, { drops: [], omitted: [report] });
  }

  /** To be called when something before the delivery holds more memory: drops the oldest records past the limit. */
  makeRoom(): void {
    this.enforceBound();
  }

  /** Starts a send after the dispatch interval, in case no event starts one before: after a failure, or for a report. */
  dispatchLater(): void {
    this.armTimer();
  }

  /** Whether the open record may wait for more events. */
  private lingers(): boolean {
    const { clock, ledger, lingerMs, packer } = this.options;
    if (packer.openSince === undefined || !ledger.isEmpty) return false;
    const ageMs = clock.now() - packer.openSince;
    // If the clock was set back, the record must not wait forever.
    return ageMs >= 0 && ageMs < lingerMs;
  }

  private letLinger(): void {
    const { clock, lingerMs, packer } = this.options;
    this.forgetWaiting();
    this.armTimer((packer.openSince ?? 0) + lingerMs - clock.now());
  }

  private forgetWaiting(): void {
    this.timer?.();
    this.timer = undefined;
    this.waitingEvents = 0;
  }

  /** Drops the oldest events past the limit: the newest ones describe the current problem. */
  private enforceBound(): void {
    const { queue, totals, bufferMaxBytes } = this.options;
    while (this.heldBytes > bufferMaxBytes) {
      const dropped = queue.dropOldest();
      if (dropped === undefined) break;
      this.dropRecord(dropped, 'buffer-full');
    }
    totals.bufferPeakBytes = Math.max(totals.bufferPeakBytes, this.heldBytes);
  }

  /** Counts the events of a record that will never be sent, and recycles its memory. */
  private dropRecord(record: PackedRecord, reason: 'buffer-full' | 'rejected'): void {
    const { environment, firstSequence, lastSequence, data } = record;
    this.options.ledger.add({ environment, firstSequence, lastSequence, bytes: data.length, reason });
    this.restore(record);
    this.options.packer.recycle(record);
  }

  /** Bytes of memory of everything that waits: records, the ranges of dropped events, and what waits before the delivery. */
  private get heldBytes(): number {
    const { ledger, omissions, packer, queue } = this.options;
    return queue.heldBytes + packer.openBytes + ledger.heldBytes + (omissions?.heldBytes ?? 0);
  }

  private armTimer(ms = this.options.dispatchIntervalMs): void {
    this.timer ??= this.options.clock.schedule(ms, () => {
      this.timer = undefined;
      this.dispatch();
    });
  }
}
