import { Delivery, EmittedEvent, TelemetryCategory } from '../model/emitted-event';

/** A delivery while it is being made. */
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

/** The journal's events: text first, because that is what is delivered; the record is parsed when somebody asks. */
export class EventRecord implements EmittedEvent {
  readonly index: number;
  readonly time: string;
  readonly type: string;
  readonly category: TelemetryCategory;
  readonly json: string;
  /** The size of `json` in UTF-8. */
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

/** An event on its way to one extension. */
export interface QueuedEvent {
  readonly event: EventRecord;
  readonly delivery: MutableDelivery;
}
