import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * Properties of a consumer. The defaults are chosen for telemetry: full batches, in order, and reports of failed batches.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
 */
export interface TelemetryConsumerProps {
  /**
   * The maximum number of Kinesis records per invocation, from 1 to 10,000. Lambda passes fewer when they reach 6 MB, or when the window is over.
   *
   * A record contains many events: up to 100 KiB by default.
   *
   * @default 500
   */
  readonly batchSize?: number;

  /**
   * How long Lambda collects records for an invocation, up to 5 minutes. With zero, it invokes the function as soon as there are records.
   *
   * With a longer window, there are fewer invocations with more records. With a shorter window, events arrive sooner.
   *
   * @default Duration.seconds(5)
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * Whether the function may report from which record on Lambda should retry a batch. Handlers of `createHandler` do this.
   *
   * Without it, the function must fail to get a retry, and Lambda retries the whole batch.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
   */
  readonly reportBatchItemFailures?: boolean;

  /**
   * Whether Lambda splits a failed batch in two before it retries, which isolates a bad record.
   *
   * @default true
   */
  readonly bisectBatchOnError?: boolean;

  /**
   * How often Lambda retries a batch, from 0 to 10,000 times. It then sends the batch to `onFailure`, and continues with the shard.
   *
   * Unlimited retries are not supported: one bad record would block its shard, and all later records, until it expires.
   *
   * @default 10
   */
  readonly retryAttempts?: number;

  /**
   * The maximum age of a record, from 1 minute to 7 days, known at synth time. Lambda sends older records to `onFailure` without an invocation.
   *
   * It should be less than the stream's retention: `onFailure` receives the position of a batch in the stream, and you need time to read the
   * batch.
   *
   * @default - half of the stream's retention: 12 hours with the default retention
   */
  readonly maxRecordAge?: Duration;

  /**
   * The destination for batches that Lambda discards: `SqsDlq`, `SnsDlq` or `S3OnFailureDestination` of `aws-lambda-event-sources`.
   *
   * A queue or a topic receives the shard and the sequence numbers of the batch. A bucket also receives the records.
   *
   * @default - an encrypted SQS queue that keeps messages for 14 days
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  readonly onFailure?: lambda.IEventSourceDlq;

  /**
   * Whether to have no destination for batches that Lambda discards. Cannot be given together with `onFailure`.
   *
   * @default false
   */
  readonly discardFailures?: boolean;

  /**
   * How many batches of a shard Lambda processes at the same time, from 1 to 10.
   *
   * Records with the same partition key, by default those of one execution environment, stay in order with any number.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly parallelizationFactor?: number;

  /**
   * The position in the stream from which Lambda starts to read.
   *
   * @default lambda.StartingPosition.TRIM_HORIZON - with the oldest record
   */
  readonly startingPosition?: lambda.StartingPosition;

  /**
   * The time from which Lambda starts to read, in seconds since 1970. Required with `StartingPosition.AT_TIMESTAMP`, and allowed only with it.
   *
   * @default - none
   */
  readonly startingPositionTimestamp?: number;

  /**
   * Whether the function uses enhanced fan-out: a dedicated throughput of 2 MB per second and shard, and delivery within milliseconds.
   * Without it, all readers of the stream share this throughput.
   *
   * Enhanced fan-out is billed per shard and hour, and for the data that is read. It is useful if the stream has three or more readers.
   *
   * @default false
   * @see https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html
   */
  readonly enhancedFanOut?: boolean;

  /**
   * Patterns for events, created by `lambda.FilterCriteria.filter`. Lambda omits events that match none of them.
   *
   * **Requires `RecordFormat.KPL_AGGREGATED` and enhanced fan-out (`enhancedFanOut`)**, otherwise it is an error. Lambda matches a pattern against
   * the data of a whole record, which must be one JSON document, and silently omits all other records. Records in other formats contain many
   * events or are compressed, so Lambda would omit all of them. It deaggregates records before it filters only if they have the aggregated
   * format, and only with enhanced fan-out. In all other cases, filter in the function (`isType` of the consumer module).
   *
   * A pattern has only the key `data`, which stands for an envelope: `{ data: { type: ['platform.report'] } }`. The quota is 5 patterns, and can
   * be increased to 10. Functions that are attached with another record format write records that do not match.
   *
   * @default - the function gets all events
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
   */
  readonly filters?: Array<{ [key: string]: any }>;

  /**
   * Whether Lambda invokes the function. With `false`, records remain in the stream until they expire, and you can enable the consumer later.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
