/** A record of the event that Lambda passes to a function whose event source is a Kinesis stream. */
export interface KinesisEventRecord {
  readonly kinesis: KinesisPayload & { readonly sequenceNumber: string };
  readonly eventID?: string;
}

/** A record with base64 data: the `kinesis` part of a Lambda event's record, a record of the KCL's MultiLangDaemon or of Firehose. */
export interface KinesisPayload {
  /** base64 */
  readonly data: string;
  readonly sequenceNumber?: string;
  readonly partitionKey?: string;
}

/** A record of GetRecords or SubscribeToShard, as the AWS SDK returns it. */
export interface GetRecordsRecord {
  readonly Data?: Uint8Array | undefined;
  readonly SequenceNumber?: string | undefined;
}

/** A Kinesis record in any of its shapes, or its bytes. */
export type KinesisRecord = KinesisEventRecord | KinesisPayload | GetRecordsRecord | Uint8Array;

/** A batch of records: the event of a Lambda function, or the response of GetRecords. */
export interface KinesisBatch<Of extends KinesisRecord = KinesisRecord> {
  readonly Records?: readonly Of[] | undefined;
}

/** @throws TypeError if the value is not a Kinesis record, such as a record of another event source */
export function bytesOf(record: KinesisRecord): Uint8Array {
  if (record instanceof Uint8Array) return record;
  const data: unknown = 'kinesis' in record ? record.kinesis.data : 'data' in record ? record.data : 'Data' in record ? record.Data : undefined;
  if (typeof data === 'string') return Buffer.from(data, 'base64');
  if (data instanceof Uint8Array) return data;
  throw new TypeError('A Kinesis record must be bytes, or have kinesis.data, data or Data; '
    + `got an object with ${Object.keys(record).join(', ') || 'nothing'}`);
}

export function sequenceNumberOf(record: KinesisRecord): string | undefined {
  if (record instanceof Uint8Array) return undefined;
  if ('kinesis' in record) return record.kinesis.sequenceNumber;
  if ('data' in record) return record.sequenceNumber;
  return 'Data' in record ? record.SequenceNumber : undefined;
}
