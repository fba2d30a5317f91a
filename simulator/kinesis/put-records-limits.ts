import { PutRecordsEntry } from './put-records-protocol';

const MIB = 1024 * 1024;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html. A stream can have higher limits, but that cannot be assumed. */
export const PUT_RECORDS_LIMITS = {
  recordsPerCall: 500,
  /** Of data and partition keys. */
  bytesPerCall: 5 * MIB,
  /** Of data and partition key. */
  bytesPerRecord: MIB,
  partitionKeyLength: 256,
} as const;

/** Kinesis bills a record in a provisioned stream in units of 25 KB, rounded up. https://aws.amazon.com/kinesis/data-streams/pricing/ */
export const PUT_UNIT_BYTES = 25_600;

/** A call that Kinesis would reject. */
export interface LimitViolation {
  readonly limit: keyof typeof PUT_RECORDS_LIMITS | 'emptyCall' | 'emptyPartitionKey';
  readonly given: number;
  readonly allowed: number;
  readonly message: string;
}

/** Returns the size of an entry in bytes: its data and its partition key. */
export function entryBytes(entry: PutRecordsEntry): number {
  return entry.dataBytes + Buffer.byteLength(entry.partitionKey);
}

/** Returns the PUT units of one record, which are at least one. */
export function putUnits(dataBytes: number): number {
  return Math.max(1, Math.ceil(dataBytes / PUT_UNIT_BYTES));
}

/** Returns the first limit that the call exceeds, or undefined. */
export function findViolation(entries: readonly PutRecordsEntry[]): LimitViolation | undefined {
  if (entries.length === 0) return violation('emptyCall', 0, 1, 'a call must have at least 1 record');
  if (entries.length > PUT_RECORDS_LIMITS.recordsPerCall) {
    return violation('recordsPerCall', entries.length, PUT_RECORDS_LIMITS.recordsPerCall, 'records a call');
  }
  for (const [index, entry] of entries.entries()) {
    if (entry.partitionKey === '') return violation('emptyPartitionKey', 0, 1, `record ${index}: characters of the partition key, at least`);
    if (entry.partitionKey.length > PUT_RECORDS_LIMITS.partitionKeyLength) {
      return violation('partitionKeyLength', entry.partitionKey.length, PUT_RECORDS_LIMITS.partitionKeyLength, `record ${index}: characters of the partition key`);
    }
    if (entryBytes(entry) > PUT_RECORDS_LIMITS.bytesPerRecord) {
      return violation('bytesPerRecord', entryBytes(entry), PUT_RECORDS_LIMITS.bytesPerRecord, `record ${index}: bytes with its key`);
    }
  }
  const total = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (total > PUT_RECORDS_LIMITS.bytesPerCall) {
    return violation('bytesPerCall', total, PUT_RECORDS_LIMITS.bytesPerCall, 'bytes a call with keys');
  }
  return undefined;
}

function violation(limit: LimitViolation['limit'], given: number, allowed: number, what: string): LimitViolation {
  return { limit, given, allowed, message: `${what}: ${given} given, ${allowed} allowed` };
}
