import { RecordFormatName } from './settings';

/**
 * The format of the data in a Kinesis record.
 *
 * In every format, a record carries as many events as fit into `recordSize`, and is billed as one record.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#record
 */
export class RecordFormat {
  /**
   * Newline-delimited JSON (NDJSON): one envelope per line, each a JSON object followed by a line break.
   *
   * Consumers split a record at its line breaks. Firehose writes it to S3 unchanged. Can be compressed, see `Compression`.
   */
  public static readonly NDJSON = new RecordFormat('ndjson');

  /**
   * The aggregated format of the Kinesis Producer Library (KPL). Each envelope, with its line break, is a user record.
   *
   * The Kinesis Client Library and Firehose deaggregate it automatically. A Lambda consumer needs a library, such as the consumer module of
   * this package. Records are about 1 % larger than with `NDJSON`, and never compressed.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-kpl-concepts.html#kinesis-kpl-concepts-aggretation
   */
  public static readonly KPL_AGGREGATED = new RecordFormat('kpl-aggregated');

  /**
   * The format of a CloudWatch Logs subscription: one gzip-compressed JSON document with `messageType`, `owner`, `logGroup`, `logStream`,
   * `subscriptionFilters` and `logEvents`.
   *
   * For consumers that already read a CloudWatch Logs subscription. It carries only the function's logs: `telemetryTypes` must be `FUNCTION` alone
   * or not set. If events are dropped, a log event contains the `telemetry.dropped` event as its message. The `id` of a log event contains its
   * time, its execution environment and its sequence number, so that consumers can order log events and detect gaps.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#DestinationKinesisExample
   */
  public static readonly CLOUDWATCH_LOGS = new RecordFormat('cloudwatch-logs');

  /** The value of the environment variable `KINESIS_TELEMETRY_RECORD_FORMAT`. */
  public readonly value: string;

  private constructor(value: RecordFormatName) {
    this.value = value;
  }
}
