import { MAX_PARTITION_KEY_BYTES, MAX_RECORD_BYTES } from './limits';
import type { PackedRecord } from './record';

/** What Kinesis leaves for the data of a record, whatever its key. */
export const MAX_DATA_BYTES = MAX_RECORD_BYTES - MAX_PARTITION_KEY_BYTES;

/** How large a record's envelopes may grow until the record is full. */
export interface RecordShape {
  /** A record is filled up to so many bytes of envelopes, and of what is added to each. It may change with what was seen. */
  readonly targetBytes: number;
  /** No record has more of them than this. */
  readonly maxBytes: number;
  /** What the format adds to each envelope at most, in bytes. */
  readonly bytesPerEnvelope: number;
}

/** What a Kinesis record holds, if not the envelopes as they are packed. */
export interface RecordFormat extends RecordShape {
  encode(record: PackedRecord): Buffer | Promise<Buffer>;
}

/** One envelope a line, and nothing around them. */
export function ndjson(targetBytes: number): RecordShape {
  return { targetBytes, maxBytes: MAX_DATA_BYTES, bytesPerEnvelope: 0 };
}
