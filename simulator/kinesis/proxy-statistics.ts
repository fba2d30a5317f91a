import { LimitViolation } from './put-records-limits';

/** What a fault proxy has seen and done since it started, or since `reset`. */
export class ProxyStatistics {
  /** PutRecords calls that came in. */
  calls = 0;
  /** Records that came in, the ones sent again included. */
  records = 0;
  /** Bytes of data and keys that came in. */
  bytes = 0;
  /** Records that the stream took. */
  acceptedRecords = 0;
  /** Bytes of data and keys that the stream took. */
  acceptedBytes = 0;
  /** PUT units of the records that the stream took: what a provisioned stream bills. */
  putUnits = 0;
  /** Records refused with an error code of their own. */
  failedRecords = 0;
  /** Calls answered with an exception or with nonsense, hung up on, or never answered. */
  failedCalls = 0;
  /** Calls whose records the stream took without the caller being told: it cannot but send them again. */
  ambiguousCalls = 0;
  /** Calls that broke a limit of Kinesis. */
  violations: LimitViolation[] = [];
  /** Requests that were no PutRecords, by operation. */
  readonly otherCalls = new Map<string, number>();
  /** TLS connections. */
  tlsHandshakes = 0;
  /** TLS connections that continued a session of before, which is a shorter handshake. */
  tlsSessionsReused = 0;
  /** The largest call, in records and in bytes. */
  largestCall = { records: 0, bytes: 0 };

  reset(): void {
    Object.assign(this, new ProxyStatistics());
  }
}
