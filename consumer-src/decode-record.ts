import { isAggregated, userRecordsOf } from './aggregated-record';
import { gunzip, isGzip, isZstd, unzstd } from './decompress';
import type { Envelope } from './envelope';
import { ForeignRecordError, OversizedRecordError, RecordError } from './errors';
import { bytesOf, sequenceNumberOf } from './kinesis-record';
import type { KinesisRecord } from './kinesis-record';
import { envelopesOfLines } from './ndjson';
import { envelopesOfSubscription, isSubscription } from './subscription';

/** How a record is decoded. */
export interface DecodeOptions {
  /**
   * The most bytes that a record may decompress to: a few KB can hold gigabytes.
   * @default 67108864 (64 MiB)
   */
  readonly maxOutputLength?: number;
}

const DEFAULT_MAX_OUTPUT_LENGTH = 64 * 1024 * 1024;

const OPENING_BRACE = 0x7b;

/**
 * The envelopes in a Kinesis record, in the order in which they were written. Its first bytes tell the format.
 *
 * All or nothing: a record that is damaged anywhere gives no envelope. Bytes that are no UTF-8 become U+FFFD.
 *
 * @throws CorruptRecordError if it is one of ours, and damaged
 * @throws ForeignRecordError if the extension has not written it
 * @throws OversizedRecordError if it decompresses to more than `maxOutputLength`
 * @throws UnsupportedCompressionError if this Node.js cannot decompress it
 * @throws TypeError if it is no Kinesis record at all
 * @throws RangeError if `maxOutputLength` is not a whole number from 1
 */
export function decodeRecord(record: KinesisRecord, options: DecodeOptions = {}): Envelope[] {
  const { maxOutputLength = DEFAULT_MAX_OUTPUT_LENGTH } = options;
  if (!Number.isSafeInteger(maxOutputLength) || maxOutputLength < 1) {
    throw new RangeError(`maxOutputLength must be a whole number of bytes from 1, got ${maxOutputLength}`);
  }
  try {
    return decodeBytes(bytesOf(record), maxOutputLength);
  } catch (error) {
    if (error instanceof RecordError) error.sequenceNumber = sequenceNumberOf(record);
    throw error;
  }
}

function decodeBytes(bytes: Uint8Array, maxOutputLength: number): Envelope[] {
  if (bytes.length === 0) throw new ForeignRecordError('A record without a byte is none of ours');
  if (isAggregated(bytes)) return userRecordsOf(bytes).flatMap((userRecord) => decodeText(userRecord));
  if (isGzip(bytes)) return decodeText(gunzip(bytes, maxOutputLength));
  if (isZstd(bytes)) return decodeText(unzstd(bytes, maxOutputLength));
  return decodeText(bytes);
}

function decodeText(bytes: Uint8Array): Envelope[] {
  if (bytes[0] !== OPENING_BRACE) {
    throw new ForeignRecordError(`A record of ours is text that begins with "{", got the bytes ${Buffer.from(bytes.subarray(0, 8)).toString('hex')}`);
  }
  const text = textOf(bytes);
  return isSubscription(text) ? envelopesOfSubscription(text) : envelopesOfLines(text);
}

function textOf(bytes: Uint8Array): string {
  try {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  } catch (cause) {
    throw new OversizedRecordError(`${bytes.length} bytes are too many for a string`, { cause });
  }
}
