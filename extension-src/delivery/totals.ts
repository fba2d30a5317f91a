/** Counters since the start of the process, for `telemetry.summary`. */
export interface Totals {
  /** Telemetry API events that were accepted. Each of them gets a sequence number or is omitted. */
  received: number;
  /** Events that the extension itself created, such as `telemetry.dropped`. */
  own: number;
  /** Events that Kinesis acknowledged, including the extension's own. */
  delivered: number;
  /** Events that were left out on purpose. */
  omitted: number;
  /** Records that Kinesis acknowledged. */
  records: number;
  /** PutRecords calls, successful or not. */
  calls: number;
  /** Records that were sent again after a failed attempt. */
  retries: number;
  /** Invocations that were held for a flush. */
  flushes: number;
  /** Milliseconds for which all flushes together held invocations. */
  holdMs: number;
  /** The maximum number of buffered bytes. */
  bufferPeakBytes: number;
  /** Bodies or parts of bodies that were not telemetry. */
  malformed: number;
}

export function zeroTotals(): Totals {
  return { received: 0, own: 0, delivered: 0, omitted: 0, records: 0, calls: 0, retries: 0, flushes: 0, holdMs: 0, bufferPeakBytes: 0, malformed: 0 };
}
