import { isAggregated, userRecordsOf } from './aggregated-record';
import { gunzip, isGzip, isZstd, unzstd } from './decompress';
import type { Envelope } from './envelope';
import { ForeignRecordError, OversizedRecordError, RecordError } from './errors';
import { bytesOf, sequenceNumberOf } from './kinesis-record';
import type { KinesisRecord } from './kinesis-record';
import { envelopesOfLines } from './ndjson';
import { envelopesOfSubscription, isSubscription } from './subscription';

/** Options for decoding a record. */
export interface DecodeOptions {
  /**
   * The maximum size of a decompressed record in bytes. A few KB of compressed data can contain gigabytes.
   * @default 67108864 (64 MiB)
   */
  readonly maxOutputLength?: number;
}

const DEFAULT_MAX_OUTPUT_LENGTH = 64 * 1024 * 1024;

const OPENING_BRACE = 0x7b;

/**
 * Returns the envelopes in a Kinesis record, in the order in which they were written. Detects the format from the first bytes.
 *
 * All or nothing: if the record is damaged anywhere, this throws. Bytes that are not UTF-8 become U+FFFD.
 *
 * @throws CorruptRecordError if the extension wrote the record and it is damaged
 * @throws ForeignRecordError if the extension did not write the record
 * @throws OversizedRecordError if the record decompresses to more than `maxOutputLength` bytes
 * @throws UnsupportedCompressionError if this Node.js cannot decompress the record
 * @throws TypeError if the value is not a Kinesis record
 * @throws RangeError if `maxOutputLength` is not an integer of at least 1
 */
export function decodeRecord(record: KinesisRecord, options: DecodeOptions = {}): Envelope[] {
  const { maxOutputLength = DEFAULT_MAX_OUTPUT_LENGTH } = options;
  if (!Number.isSafeInteger(maxOutputLength) || maxOutputLength < 1) {
    throw new RangeError(`maxOutputLength must be an integer of at least 1, got ${maxOutputLength}`);
  }
  try {
    return decodeBytes(bytesOf(record), maxOutputLength);
  } catch (error) {
    if (error instanceof RecordError) error.sequenceNumber = sequenceNumberOf(record);
    throw error;
  }
}

function decodeBytes(bytes: Uint8Array, maxOutputLength: number): Envelope[] {
  if (bytes.length === 0) throw new ForeignRecordError('The record is empty: the extension writes no empty records');
  if (isAggregated(bytes)) return userRecordsOf(bytes).flatMap((userRecord) => decodeText(userRecord));
  if (isGzip(bytes)) return decodeText(gunzip(bytes, maxOutputLength));
  if (isZstd(bytes)) return decodeText(unzstd(bytes, maxOutputLength));
  return decodeText(bytes);
}

function decodeText(bytes: Uint8Array): Envelope[] {
  if (bytes[0] !== OPENING_BRACE) {
    throw new ForeignRecordError(`The extension's records start with "{", got the bytes ${Buffer.from(bytes.subarray(0, 8)).toString('hex')}`);
  }
  const text = textOf(bytes);
  return isSubscription(text) ? envelopesOfSubscription(text) : envelopesOfLines(text);
}

function textOf(bytes: Uint8Array): string {
  try {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  } catch (cause) {
    throw new OversizedRecordError(`The record has ${bytes.length} bytes, more than fit into a string`, { cause });
  }
}
