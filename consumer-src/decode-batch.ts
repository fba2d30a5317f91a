import { decodeRecord } from './decode-record';
import type { DecodeOptions } from './decode-record';
import type { Envelope } from './envelope';
import { RecordError } from './errors';
import { sequenceNumberOf } from './kinesis-record';
import type { KinesisBatch, KinesisRecord } from './kinesis-record';

/** A Kinesis record of a batch with its envelopes, or with the error that occurred while it was decoded. */
export type DecodedRecord<Of extends KinesisRecord = KinesisRecord> = {
  /** The record as passed in. */
  readonly record: Of;
  /** Kinesis's sequence number of the record, if it has one. */
  readonly sequenceNumber: string | undefined;
} & (
  | { readonly envelopes: Envelope[]; readonly error?: undefined }
  | { readonly envelopes?: undefined; readonly error: RecordError }
);

/**
 * Decodes the records of a batch lazily, one by one. A record that cannot be decoded has an error and does not affect the others.
 *
 * @param batch the event of a Lambda function, the response of GetRecords, or an iterable of records
 * @throws TypeError if a record is not a Kinesis record, such as one of another event source
 */
export function* decodeBatch<Of extends KinesisRecord>(batch: KinesisBatch<Of> | Iterable<Of>, options: DecodeOptions = {}):
Generator<DecodedRecord<Of>, void, undefined> {
  for (const record of recordsOf(batch)) {
    yield { record, sequenceNumber: sequenceNumberOf(record), ...decoded(record, options) };
  }
}

function decoded(record: KinesisRecord, options: DecodeOptions): { readonly envelopes: Envelope[] } | { readonly error: RecordError } {
  try {
    return { envelopes: decodeRecord(record, options) };
  } catch (error) {
    if (error instanceof RecordError) return { error };
    throw error;
  }
}

function recordsOf<Of extends KinesisRecord>(batch: KinesisBatch<Of> | Iterable<Of>): Iterable<Of> {
  if (Symbol.iterator in batch) return batch;
  if (Array.isArray(batch.Records)) return batch.Records as readonly Of[];
  throw new TypeError(`A batch must be an iterable or have Records; got an object with ${Object.keys(batch).join(', ') || 'nothing'}`);
}
