/**
 * By what the objects of an archive are divided into folders. Names are as Hive and Athena read them (`key=value`), so that a table
 * over the archive, or a job that makes Parquet of it, reads only what it is asked for.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export class ArchivePartitioning {
  /** By the day and the hour that the events arrived (UTC): `date=2026-11-20/hour=09/`. Works with records of any kind. */
  public static readonly DATE = new ArchivePartitioning('date');

  /**
   * By the function, then by day and hour: `function=orders/date=2026-11-20/hour=09/`.
   *
   * Firehose takes the records apart and reads each event for that (dynamic partitioning), which is billed on top and cannot be switched
   * on or off later without another delivery stream. It takes neither compressed records nor those in the format of CloudWatch
   * Logs, no more than 500 events from a record, and no more than 500 functions within `bufferingInterval`, by request 5,000: what
   * it cannot take goes below `errorPrefix`.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
   */
  public static readonly FUNCTION_AND_DATE = new ArchivePartitioning('function-and-date');

  /** A word for it. */
  public readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }
}
