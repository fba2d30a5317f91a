/** A record of the event that Lambda gives to a function whose event source is a Kinesis stream. */
export interface KinesisEventRecord {
  readonly kinesis: KinesisPayload & { readonly sequenceNumber: string };
  readonly eventID?: string;
}

/** A record whose data is base64: the `kinesis` part of an event's record, a record of the KCL's MultiLangDaemon, of Firehose. */
export interface KinesisPayload {
  /** base64 */
  readonly data: string;
  readonly sequenceNumber?: string;
  readonly partitionKey?: string;
}

/** A record of GetRecords or SubscribeToShard, as the AWS SDK gives it. */
export interface GetRecordsRecord {
  readonly Data?: Uint8Array | undefined;
  readonly SequenceNumber?: string | undefined;
}

/** A Kinesis record in any of the shapes in which it comes; or its bytes. */
export type KinesisRecord = KinesisEventRecord | KinesisPayload | GetRecordsRecord | Uint8Array;

/** What holds records: the event of a Lambda function, or the answer of GetRecords. */
export interface KinesisBatch<Of extends KinesisRecord = KinesisRecord> {
  readonly Records?: readonly Of[] | undefined;
}

/** @throws TypeError for what is no Kinesis record at all, such as one of another event source */
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
