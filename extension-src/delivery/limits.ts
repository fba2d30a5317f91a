/** Limits of PutRecords. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const MAX_RECORDS_PER_CALL = 500;
/** Data and partition key together. A stream may allow more, but the extension does not assume so. */
export const MAX_RECORD_BYTES = 1024 * 1024;
/** Kinesis allows 256 characters. */
export const MAX_PARTITION_KEY_BYTES = 256;

/**
 * The maximum bytes of one call; Kinesis allows 5 MiB. The body is buffered as base64 in addition to the records, so this limits
 * the memory that a backlog takes. A shard accepts far less than 1 MiB per call.
 */
export const BATCH_BYTES = 1024 * 1024;
