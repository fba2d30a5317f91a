/** The delivery of one event to one extension that subscribed to its type. */
export interface Delivery {
  readonly extension: string;
  /** The number of the launch that the extension belongs to, starting at 1. */
  readonly launch: number;
  /** The number of POSTs with this event, including failed ones. */
  readonly attempts: number;
  /** The number of POSTs with this event that the extension answered with 200. More than one is a duplicate. */
  readonly acknowledged: number;
  /** Why the event will never be delivered; undefined while it is buffered, and after it was acknowledged. */
  readonly undelivered?: string;
}

/** An event that Lambda emitted, to compare with the events that arrived in a stream. */
export interface EmittedEvent {
  /** The position in the order of emission, starting at 0. */
  readonly index: number;
  readonly time: string;
  readonly type: string;
  readonly category: TelemetryCategory;
  /** The exact JSON text that is delivered. */
  readonly json: string;
  /** The invocation that the event belongs to; undefined if it is unknown. */
  readonly requestId?: string;
  readonly launch: number;
  readonly deliveries: readonly Delivery[];
  /** The record. Each access parses it again. */
  readonly record: unknown;
}

export type TelemetryCategory = 'platform' | 'function' | 'extension';
