/** What became of one event for one extension that subscribed to it. */
export interface Delivery {
  readonly extension: string;
  /** The start of the environment's processes that the extension belongs to, from 1. */
  readonly launch: number;
  /** POSTs with this event, failed ones included. */
  readonly attempts: number;
  /** POSTs with this event that the extension answered with 200; more than one is a duplicate. */
  readonly acknowledged: number;
  /** Why it will never be delivered; absent while it waits, and after it was acknowledged. */
  readonly undelivered?: string;
}

/** An event that Lambda emitted: the ground truth to compare with what arrived somewhere. */
export interface EmittedEvent {
  /** Its place in the order of emission, from 0. */
  readonly index: number;
  readonly time: string;
  readonly type: string;
  readonly category: TelemetryCategory;
  /** Its exact JSON text, as delivered. */
  readonly json: string;
  /** The invocation that it belongs to, where the simulator knows. */
  readonly requestId?: string;
  readonly launch: number;
  readonly deliveries: readonly Delivery[];
  /** The record, parsed anew at each read. */
  readonly record: unknown;
}

export type TelemetryCategory = 'platform' | 'function' | 'extension';
