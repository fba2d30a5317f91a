import { decodeBatch } from './decode-batch';
import type { DecodeOptions } from './decode-record';
import type { Envelope } from './envelope';
import type { RecordError } from './errors';
import type { KinesisBatch, KinesisEventRecord } from './kinesis-record';

/** The origin of the envelopes of one call. */
export interface EnvelopeSource<Context = unknown> {
  /** The Kinesis record, as Lambda passed it. */
  readonly record: KinesisEventRecord;
  /** The context of the invocation, as Lambda passed it. */
  readonly context: Context;
}

/** Handles the envelopes of one Kinesis record. If it throws or rejects, Lambda retries the record. */
export type OnEnvelopes<Context = unknown> = (envelopes: Envelope[], source: EnvelopeSource<Context>) => unknown;

/** How to handle a record that cannot be decoded: skip it with a line in the log, or fail so that Lambda retries it. */
export type BadRecordAction = 'skip' | 'fail';

/** Handles a record that cannot be decoded. If it throws or rejects, Lambda retries the record. */
export type OnBadRecord = (error: RecordError, record: KinesisEventRecord) => unknown;

/** Options of `createHandler`. */
export interface HandlerOptions<Context = unknown> extends DecodeOptions {
  /** Called once for each Kinesis record, in the order of the stream. Each call is awaited before the next. */
  readonly onEnvelopes: OnEnvelopes<Context>;
  /**
   * How to handle a record that cannot be decoded, or a function that handles it, awaited like `onEnvelopes`.
   *
   * @default - `skip`, so that the record does not block its shard; but `fail` if this Node.js does not support its compression,
   * because another Node.js can decode it
   */
  readonly onBadRecord?: BadRecordAction | OnBadRecord;
  /**
   * Called with the reason why Lambda will retry a record. Lambda itself sees the invocation as a success.
   * @default - a line in the function's log
   */
  readonly onFailure?: (error: unknown, record: KinesisEventRecord) => void;
}

/** The response to Lambda: the record from which on Lambda retries the batch. */
export interface BatchResponse {
  readonly batchItemFailures: Array<{ readonly itemIdentifier: string }>;
}

/** A Lambda function's handler for a Kinesis event source. */
export type KinesisHandler<Context = unknown> = (event: KinesisBatch<KinesisEventRecord>, context?: Context) => Promise<BatchResponse>;

/**
 * Returns a Lambda function's handler for a Kinesis event source. It decodes each record, passes its envelopes to a function, and
 * reports the record that failed.
 *
 * Lambda retries a batch from the first failed record on. The handler therefore stops at the first failure: the records before it
 * are done, and none after it has started.
 *
 * The event source must have `ReportBatchItemFailures` among its response types (`reportBatchItemFailures: true` in CDK).
 * **Without it Lambda treats every response as a success, and a failed record is lost.**
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @throws TypeError if `onBadRecord` is not one of its choices
 */
export function createHandler<Context = unknown>(given: OnEnvelopes<Context> | HandlerOptions<Context>): KinesisHandler<Context> {
  const options: HandlerOptions<Context> = typeof given === 'function' ? { onEnvelopes: given } : given;
  const { onEnvelopes, onFailure = logFailure } = options;
  const onBadRecord = badRecordHandler(options.onBadRecord);
  return async (event, context) => {
    for (const { record, envelopes, error } of decodeBatch(event, options)) {
      try {
        if (envelopes) await onEnvelopes(envelopes, { record, context: context as Context });
        else await onBadRecord(error, record);
      } catch (failure) {
        onFailure(failure, record);
        return { batchItemFailures: [{ itemIdentifier: record.kinesis.sequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };
}

function badRecordHandler(option: HandlerOptions['onBadRecord'] = byCompression): OnBadRecord {
  if (typeof option === 'function') return option;
  switch (option) {
    case 'skip': return skip;
    case 'fail': return fail;
    default: throw new TypeError(`onBadRecord must be 'skip', 'fail' or a function, got ${String(option)}`);
  }
}

function byCompression(error: RecordError): void {
  if (error.code === 'unsupported-compression') fail(error);
  else skip(error);
}

function skip(error: RecordError): void {
  console.error(`Skipped the Kinesis record ${error.sequenceNumber}: ${String(error)}`);
}

function fail(error: RecordError): never {
  throw error;
}

function logFailure(error: unknown, { kinesis }: KinesisEventRecord): void {
  console.error(`Lambda will retry the batch from the Kinesis record ${kinesis.sequenceNumber} on:`, error);
}
