import { EventRecord, MutableDelivery, QueuedEvent } from './event-record';
import { Buffering } from './subscription-request';
import { TelemetryCategory } from '../model/emitted-event';
import { PausableTimer } from '../waiting/pausable-timer';

export interface SubscriberOptions {
  readonly extension: string;
  readonly launch: number;
  readonly types: readonly TelemetryCategory[];
  readonly buffering: Buffering;
  readonly queueBytes: number;
  readonly dropWhileBusy: boolean;
  readonly onDropped: (records: number, bytes: number, reason: string) => void;
}

/** Sends batches to the extension. */
export interface BatchSender {
  /** Whether an earlier batch is not delivered yet. */
  readonly busy: boolean;
  onSent?: (events: readonly QueuedEvent[]) => void;
  onGivenUp?: (events: readonly QueuedEvent[], reason: string) => void;
  send(batch: QueuedEvent[]): void;
  pause(): void;
  resume(): void;
  /** Stops the sender, and returns the events that were not delivered. */
  stop(): QueuedEvent[];
}

const TOO_SLOW = 'Some logs were dropped because the downstream consumer is slower than the logs production rate';

/**
 * The buffer for one extension. It sends a batch when the batch has `maxItems` events or `maxBytes` bytes, or when the first event is
 * `timeoutMs` old. That time pauses while the environment is frozen.
 */
export class Subscriber {
  private batch: QueuedEvent[] = [];
  private batchBytes = 0;
  private waitingBytes = 0;
  private readonly timer = new PausableTimer();
  private dropped = { records: 0, bytes: 0 };
  private closed?: string;

  constructor(readonly options: SubscriberOptions, private readonly sender: BatchSender) {
    sender.onSent = (events) => {
      this.waitingBytes -= sizeOf(events);
      this.reportDropped();
    };
    sender.onGivenUp = (events, reason) => {
      this.waitingBytes -= sizeOf(events);
      for (const { delivery } of events) delivery.undelivered = reason;
      this.options.onDropped(events.length, sizeOf(events), reason);
    };
  }

  enqueue(event: EventRecord): void {
    if (!this.options.types.includes(event.category)) return;
    const delivery: MutableDelivery = { extension: this.options.extension, launch: this.options.launch, attempts: 0, acknowledged: 0 };
    event.deliveries.push(delivery);
    if (this.closed !== undefined) {
      delivery.undelivered = this.closed;
      return;
    }
    const bytes = event.bytes;
    // The report of dropped events must not be dropped.
    if (this.waitingBytes + bytes > this.options.queueBytes && event.type !== 'platform.logsDropped') {
      this.drop([{ event, delivery }]);
      return;
    }
    this.waitingBytes += bytes;
    this.batch.push({ event, delivery });
    this.batchBytes += bytes;
    const { maxItems, maxBytes, timeoutMs } = this.options.buffering;
    if (this.batch.length >= maxItems || this.batchBytes >= maxBytes) {
      this.release();
    } else if (!this.timer.running) {
      this.timer.start(timeoutMs, () => this.release());
    }
  }

  freeze(): void {
    this.timer.pause();
    this.sender.pause();
  }

  thaw(): void {
    this.timer.resume();
    this.sender.resume();
  }

  /** Ends the delivery, and marks the remaining events as undelivered for this reason. */
  close(reason: string): void {
    if (this.closed !== undefined) return;
    this.closed = reason;
    this.timer.clear();
    for (const { delivery } of [...this.sender.stop(), ...this.batch]) {
      if (delivery.acknowledged === 0) delivery.undelivered = reason;
    }
    this.batch = [];
  }

  private release(): void {
    this.timer.clear();
    const batch = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    if (this.options.dropWhileBusy && this.sender.busy) {
      this.waitingBytes -= sizeOf(batch);
      this.drop(batch);
    } else {
      this.sender.send(batch);
    }
  }

  private drop(events: readonly QueuedEvent[]): void {
    for (const { delivery } of events) delivery.undelivered = `dropped: ${TOO_SLOW}`;
    this.dropped.records += events.length;
    this.dropped.bytes += sizeOf(events);
  }

  private reportDropped(): void {
    if (this.dropped.records === 0) return;
    const { records, bytes } = this.dropped;
    this.dropped = { records: 0, bytes: 0 };
    this.options.onDropped(records, bytes, TOO_SLOW);
  }
}

function sizeOf(events: readonly QueuedEvent[]): number {
  return events.reduce((total, { event }) => total + event.bytes, 0);
}
