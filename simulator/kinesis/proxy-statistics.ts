import { entryBytes, LimitViolation, putUnits } from './put-records-limits';
import { PutRecordsEntry, PutRecordsResult } from './put-records-protocol';

/** The statistics of a fault proxy since its start or the last `reset`. */
export class ProxyStatistics {
  /** The number of PutRecords calls. */
  calls = 0;
  /** The number of records in these calls, including retries. */
  records = 0;
  /** The size of data and partition keys in these calls, in bytes. */
  bytes = 0;
  /** The number of records that the stream accepted. */
  acceptedRecords = 0;
  /** The size of data and partition keys that the stream accepted, in bytes. */
  acceptedBytes = 0;
  /** The PUT units of the accepted records, which a provisioned stream bills. */
  putUnits = 0;
  /** The number of records that were rejected with an error code. */
  failedRecords = 0;
  /** The number of calls without a valid response: with an exception or an invalid response, closed, or never answered. */
  failedCalls = 0;
  /** The number of calls whose records the stream accepted without a response to the caller, which has to retry them. */
  ambiguousCalls = 0;
  /** The calls that exceeded a limit of Kinesis. */
  violations: LimitViolation[] = [];
  /** The number of GetRecords calls that were rejected because their shard was read too often. */
  throttledReads = 0;
  /** The number of other requests by operation. */
  readonly otherCalls = new Map<string, number>();
  /** The number of TLS connections. */
  tlsHandshakes = 0;
  /** The number of TLS connections that continued an earlier session, which shortens the handshake. */
  tlsSessionsReused = 0;
  /** The maximum number of records and of bytes in one call. */
  largestCall = { records: 0, bytes: 0 };

  reset(): void {
    Object.assign(this, new ProxyStatistics());
  }

  /** Counts a call and its records. */
  countCall(entries: readonly PutRecordsEntry[]): void {
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    this.calls++;
    this.records += entries.length;
    this.bytes += bytes;
    this.largestCall = {
      records: Math.max(this.largestCall.records, entries.length),
      bytes: Math.max(this.largestCall.bytes, bytes),
    };
  }

  /** Counts what the stream did with the records. */
  countResults(sent: readonly PutRecordsEntry[], results: readonly PutRecordsResult[]): void {
    for (const [index, result] of results.entries()) {
      if ('ErrorCode' in result) {
        this.failedRecords++;
      } else {
        this.acceptedRecords++;
        this.acceptedBytes += entryBytes(sent[index]);
        this.putUnits += putUnits(sent[index].dataBytes);
      }
    }
  }
}
