import { StreamRecord } from '../../simulator/kinesis';
import { EventSource } from '../template/deployment';
import { isObject } from '../template/json-value';

export type KinesisEvent = { readonly Records: readonly object[] };

/** The outcome of one invocation. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly response?: unknown;
}

export interface ShardOutcome {
  readonly calls: number;
  /** The records that Lambda would have sent to the on-failure destination. */
  readonly givenUp: readonly StreamRecord[];
}

/** The maximum payload of an invocation is 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_PAYLOAD_BYTES = 6 * 1024 ** 2;
/** The size of a record in the payload without its data. */
const RECORD_OVERHEAD_BYTES = 600;

/** Invokes a function with the records of one shard, in order, one batch after the other, as Lambda does. */
export async function feedShard(
  records: readonly StreamRecord[], source: EventSource, call: (event: KinesisEvent) => Promise<Outcome>,
): Promise<ShardOutcome> {
  let calls = 0;
  const givenUp: StreamRecord[] = [];

  async function give(batch: readonly StreamRecord[], attempts: number): Promise<void> {
    calls++;
    const failed = failedPart(batch, await call(eventOf(batch, source)), source);
    if (failed.length === 0) return;
    // Splitting a batch does not count as an attempt: each half gets the same number of attempts.
    if (failed.length === batch.length && source.bisectBatchOnError && batch.length > 1) {
      const middle = Math.ceil(batch.length / 2);
      await give(batch.slice(0, middle), attempts);
      await give(batch.slice(middle), attempts);
    } else if (attempts > 0) {
      await give(failed, attempts - 1);
    } else {
      givenUp.push(...failed);
    }
  }

  for (const batch of batchesOf(records, source.batchSize)) await give(batch, source.retryAttempts);
  return { calls, givenUp };
}

/**
 * Returns the records from the first reported failure on; all records if the function failed or reported an unknown record.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
function failedPart(batch: readonly StreamRecord[], { succeeded, response }: Outcome, source: EventSource): readonly StreamRecord[] {
  if (!succeeded) return batch;
  if (!source.reportBatchItemFailures || response === undefined || response === null) return [];
  const failures = isObject(response) ? response.batchItemFailures ?? [] : undefined;
  if (!Array.isArray(failures)) return batch;
  const indexes = failures.map((failure) => batch.findIndex((record) => isObject(failure) && failure.itemIdentifier === record.sequenceNumber));
  if (indexes.includes(-1)) return batch;
  return indexes.length === 0 ? [] : batch.slice(Math.min(...indexes));
}

function* batchesOf(records: readonly StreamRecord[], batchSize: number): Generator<StreamRecord[]> {
  let batch: StreamRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Math.ceil(record.data.length / 3) * 4 + RECORD_OVERHEAD_BYTES;
    if (batch.length === batchSize || (batch.length > 0 && bytes + size > MAX_PAYLOAD_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function eventOf(batch: readonly StreamRecord[], { streamArn }: EventSource): KinesisEvent {
  return {
    Records: batch.map(({ data, partitionKey, sequenceNumber, shardId }) => ({
      kinesis: { kinesisSchemaVersion: '1.0', partitionKey, sequenceNumber, data: data.toString('base64'), approximateArrivalTimestamp: 0 },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      awsRegion: streamArn.split(':')[3],
      eventSourceARN: streamArn,
    })),
  };
}
