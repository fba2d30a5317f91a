/** Limits of PutRecords. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const MAX_RECORDS_PER_CALL = 500;
/** Data and partition key together. A stream may allow more; none may be assumed. */
export const MAX_RECORD_BYTES = 1024 * 1024;
/** A partition key has 256 characters at most. */
export const MAX_PARTITION_KEY_BYTES = 256;

/**
 * What we put into one call, of the 5 MiB that it may carry. A call's body is held as base64 beside the records, so this
 * bounds the memory that a backlog costs; 1 MiB a call is far more than a shard takes.
 */
export const BATCH_BYTES = 1024 * 1024;
