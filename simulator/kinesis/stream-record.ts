/** A record as GetRecords gives it, with the shard that it was read from. */
export interface StreamRecord {
  readonly data: Buffer;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  readonly shardId: string;
}
