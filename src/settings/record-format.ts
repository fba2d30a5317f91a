import { RecordFormatName } from './settings';

/**
 * What a Kinesis record holds.
 *
 * Whatever the format, one record carries as many events as fit into `recordSize`, and each is billed as one record.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#record
 */
export class RecordFormat {
  /**
   * One envelope a line, each a JSON object with a line break behind it (NDJSON).
   *
   * What a consumer splits at line breaks, and what Firehose writes to S3 as it is. May be compressed, see `Compression`.
   */
  public static readonly NDJSON = new RecordFormat('ndjson');

  /**
   * The aggregated format of the Kinesis Producer Library: each envelope, with its line break, is a user record.
   *
   * The Kinesis Client Library and Firehose take it apart by themselves; a plain Lambda consumer needs a library for that, such as
   * the consumer module of this package. About 1 % more bytes than `NDJSON`. It is never compressed.
   *
   * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-kpl-concepts.html#kinesis-kpl-concepts-aggretation
   */
  public static readonly KPL_AGGREGATED = new RecordFormat('kpl-aggregated');

  /**
   * What a subscription of CloudWatch Logs puts into a stream: one compressed (gzip) JSON document with `messageType`, `owner`,
   * `logGroup`, `logStream`, `subscriptionFilters` and `logEvents`.
   *
   * For consumers that read such a subscription today. It carries the function's logs only: `telemetryTypes` may be left out, or
   * be `FUNCTION` alone. Should events be dropped, a log event whose message is the `telemetry.dropped` event says so. The `id` of a log event
   * holds its time, its execution environment and its sequence number, so that they order, and gaps can be found.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#DestinationKinesisExample
   */
  public static readonly CLOUDWATCH_LOGS = new RecordFormat('cloudwatch-logs');

  /** The word for it in the setting `KINESIS_TELEMETRY_RECORD_FORMAT`. */
  public readonly value: string;

  private constructor(value: RecordFormatName) {
    this.value = value;
  }
}
