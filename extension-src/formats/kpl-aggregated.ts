import { md5 } from '#host/digest';
import { linesOf } from './lines';
import { MAX_PARTITION_KEY_BYTES } from '../delivery/limits';
import type { PackedRecord } from '../delivery/record';
import { MAX_DATA_BYTES } from '../delivery/record-format';
import type { RecordFormat } from '../delivery/record-format';

const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const MD5_BYTES = 16;

/** Protocol buffer tags: field number << 3 | wire type. */
const PARTITION_KEY_TABLE = 0x0a;
const RECORDS = 0x1a;
const PARTITION_KEY_INDEX = 0x08;
const DATA = 0x1a;

/** The varint of a length takes at most three bytes: every record is smaller than 2^21 bytes. */
const MAX_LENGTH_BYTES = 3;
const LINE_BREAK = 1;

/** The maximum number of bytes around the user records. */
const BYTES_PER_RECORD = MAGIC.length + 1 + MAX_LENGTH_BYTES + MAX_PARTITION_KEY_BYTES + MD5_BYTES;

/**
 * The aggregated record format of the Kinesis Producer Library. Each envelope, with its line break, is a user record. The Kinesis
 * Client Library and Firehose deaggregate such records on their own.
 *
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export class KplAggregated implements RecordFormat {
  readonly targetBytes: number;
  readonly maxBytes = MAX_DATA_BYTES - BYTES_PER_RECORD;
  readonly bytesPerEnvelope = 1 + MAX_LENGTH_BYTES + 2 + 1 + MAX_LENGTH_BYTES;

  /** @param recordBytes target size of a record, including the bytes around its envelopes */
  constructor(recordBytes: number) {
    this.targetBytes = recordBytes - BYTES_PER_RECORD;
  }

  encode({ data, partitionKey }: PackedRecord): Buffer {
    const lines = linesOf(data);
    const record = Buffer.allocUnsafe(data.length + BYTES_PER_RECORD + lines.length * this.bytesPerEnvelope);
    let position = MAGIC.copy(record);
    record[position++] = PARTITION_KEY_TABLE;
    position = writeVarint(record, position, Buffer.byteLength(partitionKey));
    position += record.write(partitionKey, position);
    for (const line of lines) {
      const length = line.length + LINE_BREAK;
      record[position++] = RECORDS;
      position = writeVarint(record, position, 2 + 1 + varintLength(length) + length);
      record[position++] = PARTITION_KEY_INDEX;
      record[position++] = 0;
      record[position++] = DATA;
      position = writeVarint(record, position, length);
      position += line.copy(record, position);
      record[position++] = 0x0a;
    }
    position += md5(record.subarray(MAGIC.length, position)).copy(record, position);
    return record.subarray(0, position);
  }
}

/** Writes seven bits per byte, lowest first. All bytes but the last have the eighth bit set. */
function writeVarint(into: Buffer, at: number, value: number): number {
  let position = at;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) into[position++] = (rest & 0x7f) | 0x80;
  into[position++] = rest;
  return position;
}

function varintLength(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : MAX_LENGTH_BYTES;
}
