import { decodeBatch } from './decode-batch';
import type { DecodeOptions } from './decode-record';
import type { Envelope } from './envelope';
import type { RecordError } from './errors';
import type { KinesisBatch, KinesisEventRecord } from './kinesis-record';

/** Where a call's envelopes came from. */
export interface EnvelopeSource<Context = unknown> {
  /** The Kinesis record, as Lambda gave it. */
  readonly record: KinesisEventRecord;
  /** The invocation's context, as Lambda gave it. */
  readonly context: Context;
}

/** Takes in the envelopes of one Kinesis record. What it throws, or its promise's rejection, makes Lambda give the record again. */
export type OnEnvelopes<Context = unknown> = (envelopes: Envelope[], source: EnvelopeSource<Context>) => unknown;

/** What becomes of a record that cannot be decoded: it is left behind with a line in the log, or given again. */
export type BadRecordAction = 'skip' | 'fail';

/** Takes in a record that cannot be decoded. What it throws, or its promise's rejection, makes Lambda give the record again. */
export type OnBadRecord = (error: RecordError, record: KinesisEventRecord) => unknown;

export interface HandlerOptions<Context = unknown> extends DecodeOptions {
  /** Called once a Kinesis record, one after the other, in the stream's order; each call is awaited before the next. */
  readonly onEnvelopes: OnEnvelopes<Context>;
  /**
   * What becomes of a record that cannot be decoded; or a function that takes it in instead, awaited like `onEnvelopes`.
   *
   * @default - `skip`, so that it does not block its shard; but `fail` for one whose compression this Node.js does not know, as
   * another Node.js can decode it
   */
  readonly onBadRecord?: BadRecordAction | OnBadRecord;
  /**
   * Is told why a record is given again: Lambda itself sees a success.
   * @default - a line in the function's log
   */
  readonly onFailure?: (error: unknown, record: KinesisEventRecord) => void;
}

/** What Lambda wants to hear: from which record on the batch is to be given again. */
export interface BatchResponse {
  readonly batchItemFailures: Array<{ readonly itemIdentifier: string }>;
}

export type KinesisHandler<Context = unknown> = (event: KinesisBatch<KinesisEventRecord>, context?: Context) => Promise<BatchResponse>;

/**
 * A Lambda function's handler for a Kinesis event source: decodes each record, gives its envelopes to a function, and says
 * which record failed.
 *
 * Lambda gives a batch again from the first failed record on, whatever became of those behind it. So the handler stops at the
 * first failure: the records before it are done, and none behind it was begun.
 *
 * The event source must have `ReportBatchItemFailures` among its response types (`reportBatchItemFailures: true` in CDK).
 * **Without it Lambda takes every answer for a success, and a failed record is lost.**
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @throws TypeError if `onBadRecord` is none of its choices
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
  console.error(`The batch is to be given again from the Kinesis record ${kinesis.sequenceNumber} on:`, error);
}
