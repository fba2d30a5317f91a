/** Counted since the process started, for `telemetry.summary`. */
export interface Totals {
  /** Telemetry API events taken in and given a sequence number. */
  received: number;
  /** Events that Kinesis acknowledged, our own among them. */
  delivered: number;
  /** Records that Kinesis acknowledged. */
  records: number;
  /** PutRecords calls, whatever became of them. */
  calls: number;
  /** Records that were sent again. */
  retries: number;
  /** Invocations that were held for a flush. */
  flushes: number;
  /** Milliseconds of hold, of all flushes together. */
  holdMs: number;
  /** The most bytes that were held in the buffer. */
  bufferPeakBytes: number;
  /** Bodies or parts of bodies that were no telemetry. */
  malformed: number;
}

export function zeroTotals(): Totals {
  return { received: 0, delivered: 0, records: 0, calls: 0, retries: 0, flushes: 0, holdMs: 0, bufferPeakBytes: 0, malformed: 0 };
}
