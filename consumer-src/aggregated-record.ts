import { CorruptRecordError } from './errors';
import { ProtobufReader } from './protobuf-reader';

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const DIGEST_BYTES = 16;

/** Field numbers of the messages `AggregatedRecord` and `Record`. */
const PARTITION_KEY = 1;
const RECORD = 3;
const RECORD_PARTITION_KEY_INDEX = 1;
const RECORD_DATA = 3;

export function isAggregated(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Returns the user records of a record in the Kinesis Producer Library's aggregated format. Skips explicit hash keys and tags.
 *
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 * @throws CorruptRecordError
 */
export function userRecordsOf(bytes: Uint8Array): Uint8Array[] {
  const message = bytes.subarray(MAGIC.length, Math.max(MAGIC.length, bytes.length - DIGEST_BYTES));
  checkDigest(message, bytes.subarray(MAGIC.length + message.length));
  const reader = new ProtobufReader(message);
  const userRecords: UserRecord[] = [];
  let partitionKeys = 0;
  while (reader.hasMore) {
    switch (reader.nextField()) {
      case PARTITION_KEY: reader.bytes(); partitionKeys++; break;
      case RECORD: userRecords.push(userRecordOf(reader.bytes())); break;
      default: reader.skip();
    }
  }
  const lost = userRecords.find(({ partitionKeyIndex }) => partitionKeyIndex >= partitionKeys);
  if (lost) throw new CorruptRecordError(`An aggregated record has ${partitionKeys} partition keys but refers to index ${lost.partitionKeyIndex}`);
  return userRecords.map(({ data }) => data);
}

interface UserRecord {
  readonly partitionKeyIndex: number;
  readonly data: Uint8Array;
}

function userRecordOf(message: Uint8Array): UserRecord {
  const reader = new ProtobufReader(message);
  let partitionKeyIndex: number | undefined;
  let data: Uint8Array | undefined;
  while (reader.hasMore) {
    switch (reader.nextField()) {
      case RECORD_PARTITION_KEY_INDEX: partitionKeyIndex = reader.varint(); break;
      case RECORD_DATA: data = reader.bytes(); break;
      default: reader.skip();
    }
  }
  if (partitionKeyIndex === undefined || data === undefined) {
    throw new CorruptRecordError('A user record in an aggregated record has no partition key or no data');
  }
  return { partitionKeyIndex, data };
}

function checkDigest(message: Uint8Array, digest: Uint8Array): void {
  const { createHash } = process.getBuiltinModule('node:crypto');
  if (!createHash('md5').update(message).digest().equals(digest)) {
    throw new CorruptRecordError('An aggregated record does not match its MD5 digest');
  }
}
