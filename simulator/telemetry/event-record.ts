import { Delivery, EmittedEvent, TelemetryCategory } from '../model/emitted-event';

/** A delivery in progress. */
export interface MutableDelivery extends Delivery {
  attempts: number;
  acknowledged: number;
  undelivered?: string;
}

export interface EventFields {
  readonly index: number;
  readonly time: Date;
  readonly type: string;
  /** The record as JSON text. */
  readonly record: string;
  readonly requestId?: string;
  readonly launch: number;
}

/** An event of the journal. It stores the JSON text that is delivered, and parses the record on access. */
export class EventRecord implements EmittedEvent {
  readonly index: number;
  readonly time: string;
  readonly type: string;
  readonly category: TelemetryCategory;
  readonly json: string;
  /** The size of `json` in UTF-8, in bytes. */
  readonly bytes: number;
  readonly requestId?: string;
  readonly launch: number;
  readonly deliveries: MutableDelivery[] = [];

  constructor(fields: EventFields) {
    this.index = fields.index;
    this.time = fields.time.toISOString();
    this.type = fields.type;
    this.category = categoryOf(fields.type);
    this.json = `{"time":${JSON.stringify(this.time)},"type":${JSON.stringify(fields.type)},"record":${fields.record}}`;
    this.bytes = Buffer.byteLength(this.json);
    this.requestId = fields.requestId;
    this.launch = fields.launch;
  }

  get record(): unknown {
    return (JSON.parse(this.json) as { record: unknown }).record;
  }
}

function categoryOf(type: string): TelemetryCategory {
  return type === 'function' || type === 'extension' ? type : 'platform';
}

/** An event in the queue of one extension. */
export interface QueuedEvent {
  readonly event: EventRecord;
  readonly delivery: MutableDelivery;
}
