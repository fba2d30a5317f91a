/** A record from GetRecords, with its shard. */
export interface StreamRecord {
  readonly data: Buffer;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  readonly shardId: string;
  /** When Kinesis received it, if the source of the record says so. */
  readonly arrival?: Date;
}
