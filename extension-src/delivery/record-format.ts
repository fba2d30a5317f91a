import { MAX_PARTITION_KEY_BYTES, MAX_RECORD_BYTES } from './limits';
import type { PackedRecord } from './record';

/** The maximum bytes of a record's data with a partition key of any length. */
export const MAX_DATA_BYTES = MAX_RECORD_BYTES - MAX_PARTITION_KEY_BYTES;

/** How many bytes of envelopes a record takes. */
export interface RecordShape {
  /** A record is full at this many bytes, including the bytes that are added to each envelope. It may change over time. */
  readonly targetBytes: number;
  /** The maximum for any record. Only a record with a single envelope exceeds `targetBytes`. */
  readonly maxBytes: number;
  /** The maximum number of bytes that the format adds to each envelope. */
  readonly bytesPerEnvelope: number;
}

/** A record format other than the packed envelopes. */
export interface RecordFormat extends RecordShape {
  encode(record: PackedRecord): Buffer | Promise<Buffer>;
}

/** One envelope per line, without additional bytes. */
export function ndjson(targetBytes: number): RecordShape {
  return { targetBytes, maxBytes: MAX_DATA_BYTES, bytesPerEnvelope: 0 };
}
