/**
 * The partitioning of an archive: how its objects are divided into folders. The folders have names that Hive and Athena understand
 * (`key=value`), so that queries and jobs read only the partitions that they need.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export class ArchivePartitioning {
  /** By the day and hour at which the events arrived (UTC): `date=2026-11-20/hour=09/`. Works with all record formats. */
  public static readonly DATE = new ArchivePartitioning('date');

  /**
   * By the function, then by day and hour: `function=orders/date=2026-11-20/hour=09/`.
   *
   * Firehose splits the records and reads each event (dynamic partitioning). This costs extra, and enabling or disabling it later requires a new
   * delivery stream. It does not support compressed records and records in the format of CloudWatch Logs. It supports up to 500 events per record,
   * and up to 500 functions within `bufferingInterval`, a quota that can be increased to 5,000. Firehose writes records that it cannot process
   * to `errorPrefix`.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
   */
  public static readonly FUNCTION_AND_DATE = new ArchivePartitioning('function-and-date');

  /** The name of the partitioning. */
  public readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }
}
