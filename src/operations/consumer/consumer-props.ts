import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * How a function is called with what the stream carries. What is left out has defaults for telemetry: full batches, order, and
 * nothing that fails is lost unseen.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export interface TelemetryConsumerProps {
  /**
   * How many Kinesis records a call gets at most, from 1 to 10,000. Lambda gives less when they come to 6 MB, or the window is over.
   *
   * A record holds many events: up to 100 KiB of them by default.
   *
   * @default 500
   */
  readonly batchSize?: number;

  /**
   * How long records are collected for a call, up to 5 minutes. Zero: a call as soon as there is something.
   *
   * Longer means fewer, fuller calls; shorter means that events arrive sooner.
   *
   * @default Duration.seconds(5)
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Whether the function may say from which record on a batch is to be given again, as handlers of `createHandler` do.
   *
   * Without it a function that wants to have anything again has to fail, and gets all of the batch again.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
   */
  readonly reportBatchItemFailures?: boolean;

  /**
   * Whether a batch that failed is split in two, so that a record that cannot be taken in is soon alone.
   *
   * @default true
   */
  readonly bisectBatchOnError?: boolean;

  /**
   * How often a batch is given again, from 0 to 10,000 times. Then it goes to `onFailure`, and the shard goes on.
   *
   * For ever is not offered: one bad record would hold its shard until it expires, and all that stands behind it with it.
   *
   * @default 10
   */
  readonly retryAttempts?: number;

  /**
   * How old a record may be, from 1 minute to 7 days. Older ones go to `onFailure` without a call.
   *
   * Less than the stream's retention: `onFailure` is told where a batch lies in the stream, and somebody must have the time to fetch it.
   *
   * @default - half of the stream's retention: 12 hours if nothing else was said
   */
  readonly maxRecordAge?: Duration;

  /**
   * Where Lambda tells of batches that it has given up: `SqsDlq`, `SnsDlq` or `S3OnFailureDestination` of `aws-lambda-event-sources`.
   *
   * A queue and a topic are told the shard and the sequence numbers of the batch, a bucket gets its records, too.
   *
   * @default - an SQS queue, encrypted, that keeps messages for 14 days
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  readonly onFailure?: lambda.IEventSourceDlq;

  /**
   * Whether batches that Lambda has given up are forgotten. Cannot be given together with `onFailure`.
   *
   * @default false
   */
  readonly discardFailures?: boolean;

  /**
   * How many batches of a shard are given at the same time, from 1 to 10.
   *
   * Events with one partition key, so by default those of an execution environment, stay in order whatever the number.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly parallelizationFactor?: number;

  /**
   * Where to begin in a stream that has records already.
   *
   * @default lambda.StartingPosition.TRIM_HORIZON - with the oldest record
   */
  readonly startingPosition?: lambda.StartingPosition;

  /**
   * The time to begin at, in seconds since 1970, with `StartingPosition.AT_TIMESTAMP` and only then.
   *
   * @default - none
   */
  readonly startingPositionTimestamp?: number;

  /**
   * Whether the function gets 2 MB a second of each shard for itself, pushed within milliseconds (enhanced fan-out), and does not share
   * them with others that read the stream.
   *
   * It is billed by shards and hours, and by what is read. Worth it from the third reader of a stream on.
   *
   * @default false
   * @see https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html
   */
  readonly enhancedFanOut?: boolean;

  /**
   * Patterns of which an event must fit one, made by `lambda.FilterCriteria.filter`: all else is left out before the function is called.
   *
   * **Only with `RecordFormat.KPL_AGGREGATED` and `enhancedFanOut: true`**, else it is an error. Lambda looks into the data
   * of a whole record, which must be one JSON document, and leaves out without a word what is not. A record of any other
   * format has many events, or is compressed, so all of them would be gone. Only aggregated records are taken apart before
   * the filter, and only for enhanced fan-out. Otherwise choose in the function (`isType` of the consumer module).
   *
   * A pattern has the one key `data`, which stands for an envelope: `{ data: { type: ['platform.report'] } }`. Up to 5 patterns, by
   * request 10. An `attachTo` with another record format makes records that do not pass.
   *
   * @default - the function gets everything
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
   */
  readonly filters?: Array<{ [key: string]: any }>;

  /**
   * Whether the function is called at all. With `false` it can be switched on later, as long as the stream keeps what waits.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
