import type { CircuitBreaker } from './circuit-breaker';
import { DropLedger } from './drop-ledger';
import type { Packer } from './packer';
import type { DroppedRange, PackedRecord } from './record';
import type { RecordQueue } from './record-queue';
import type { FlushOutcome, Sender } from './sender';
import type { Totals } from './totals';
import type { Clock } from '../process/clock';

export interface DeliveryOptions {
  readonly packer: Packer;
  readonly queue: RecordQueue;
  readonly sender: Sender;
  readonly breaker: CircuitBreaker;
  readonly ledger: DropLedger;
  readonly clock: Clock;
  readonly totals: Totals;
  readonly bufferMaxBytes: number;
  /** events */
  readonly dispatchThreshold: number;
  readonly dispatchIntervalMs: number;
  /** A record that is not full waits so long for more; at most the dispatch interval. */
  readonly lingerMs: number;
}

/**
 * So many bytes that wait start a send, however few the events are that they belong to. A call costs some two milliseconds of
 * processor time whatever it carries; twice as many bytes would save little more, and take 10 MB of memory.
 */
const DISPATCH_BYTES = 512 * 1024;

/**
 * Everything between an event's arrival and its acknowledgement: packs it, keeps the buffer within its bound, and starts a
 * send when enough waits, or has waited long enough.
 */
export class Delivery {
  private waitingEvents = 0;
  private timer?: () => void;

  constructor(private readonly options: DeliveryOptions) {}

  /** Whether nothing waits to be acknowledged. */
  get isEmpty(): boolean {
    return this.options.queue.length === 0 && this.options.packer.openBytes === 0 && this.options.ledger.isEmpty;
  }

  /** How long the oldest event has waited that is not acknowledged, in milliseconds. */
  get oldestAgeMs(): number {
    const { queue, packer, clock } = this.options;
    const oldestAt = queue.oldestAt ?? packer.openSince;
    return oldestAt === undefined ? 0 : clock.now() - oldestAt;
  }

  /**
   * Takes over the event that stands in the body from `start` to before `end`.
   *
   * @param isOwnLog whether it is a line of the extension's own log: such an event goes along with others, but starts no
   * send, as the send could cause the next line
   */
  add(body: Buffer, start: number, end: number, requestId: string | undefined, isOwnLog = false): void {
    const { packer, dispatchThreshold, queue } = this.options;
    packer.add(body, start, end, requestId);
    this.enforceBound();
    if (isOwnLog) return;
    this.waitingEvents++;
    this.armTimer();
    if (this.waitingEvents >= dispatchThreshold || queue.heldBytes >= DISPATCH_BYTES) this.dispatch();
  }

  /** Puts an event of the extension's own into the stream. */
  addOwn(type: string, record: object, drops?: readonly DroppedRange[]): void {
    const time = new Date(this.options.clock.now()).toISOString();
    const body = Buffer.from(JSON.stringify({ time, type, record }));
    this.options.packer.add(body, 0, body.length, undefined, drops);
  }

  /** Starts sending what waits, unless Kinesis has failed a moment ago. Nobody waits for it, so a record may go on filling. */
  dispatch(): void {
    const { breaker, sender } = this.options;
    // A sender at work takes full records as they come: to seal one now would only make it smaller than it has to be.
    if (!breaker.allowsCall || sender.isSending) {
      this.armTimer();
    } else {
      if (this.lingers()) this.letLinger();
      else this.seal();
      sender.start();
    }
  }

  /** Sees to it that what is left after a failure is tried again, though no event may come that would start a send. */
  retryLater(): void {
    this.armTimer();
  }

  /** Starts sending if something has waited for the dispatch interval: a freeze may have stopped the timer that should. */
  dispatchIfDue(): void {
    if (this.oldestAgeMs >= this.options.dispatchIntervalMs) this.dispatch();
  }

  /**
   * Sends all that is here, and waits until it is acknowledged.
   *
   * @param deadline milliseconds since the epoch
   */
  async flush(deadline: number, persists = false): Promise<FlushOutcome> {
    this.seal();
    return this.options.sender.flush(this.options.queue.lastOrdinal, deadline, persists);
  }

  /** Goes on under another environment's id; what is packed keeps the old one. */
  renew(environment: string): void {
    this.seal();
    this.options.packer.renew(environment);
  }

  /** To be called when a record is acknowledged. */
  acknowledged(records: readonly PackedRecord[]): void {
    for (const record of records) {
      this.options.totals.delivered += record.lastSequence - record.firstSequence + 1;
      this.options.packer.recycle(record);
    }
  }

  /** Whether the record that is being filled may wait for more. */
  private lingers(): boolean {
    const { clock, ledger, lingerMs, packer } = this.options;
    if (packer.openSince === undefined || !ledger.isEmpty) return false;
    const ageMs = clock.now() - packer.openSince;
    // A clock that was set back must not make it wait for ever.
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

  private seal(): void {
    this.forgetWaiting();
    for (const range of this.options.ledger.take()) {
      const { environment, firstSequence, lastSequence, bytes, reason } = range;
      this.addOwn('telemetry.dropped', {
        count: lastSequence - firstSequence + 1, bytes, firstSequence, lastSequence, reason,
        // Only where it is not the envelope's own, as after a restore from a snapshot.
        ...environment === this.options.packer.environment ? {} : { environment },
      }, [range]);
    }
    this.options.packer.seal();
    this.enforceBound();
  }

  /** Past the bound the oldest events go: the newest tell what is wrong now. */
  private enforceBound(): void {
    const { queue, packer, ledger, totals, bufferMaxBytes } = this.options;
    while (queue.heldBytes + packer.openBytes > bufferMaxBytes) {
      const dropped = queue.dropOldest();
      if (dropped === undefined) break;
      const { environment, firstSequence, lastSequence, data, drops } = dropped;
      ledger.add({ environment, firstSequence, lastSequence, bytes: data.length, reason: 'buffer-full' });
      ledger.restore(drops);
      packer.recycle(dropped);
    }
    totals.bufferPeakBytes = Math.max(totals.bufferPeakBytes, queue.heldBytes + packer.openBytes);
  }

  private armTimer(ms = this.options.dispatchIntervalMs): void {
    this.timer ??= this.options.clock.schedule(ms, () => {
      this.timer = undefined;
      this.dispatch();
    });
  }
}
