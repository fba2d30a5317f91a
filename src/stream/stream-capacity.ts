import * as kinesis from 'aws-cdk-lib/aws-kinesis';

/**
 * How much a stream takes in, and what it is billed by.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export class StreamCapacity {
  /**
   * The stream grows with what is written: at first 4 MB or 4,000 records a second, then up to twice what was its peak in the last 30 days.
   *
   * It is billed by the hour and by what is written and read; each record is rounded up to 1 KB.
   */
  public static onDemand(): StreamCapacity {
    return new StreamCapacity(kinesis.StreamMode.ON_DEMAND);
  }

  /**
   * The stream has so many shards, until somebody changes the number. Each takes 1 MB or 1,000 records a second and gives 2 MB a second.
   *
   * It is billed by shards and hours, and by the started 25 KB of each record: cheaper where the load is steady and known. More
   * than the shards take is refused: the extension sends it again, and drops the oldest when its buffer is full.
   *
   * @param shardCount the number of shards, at least 1. Another number is an error of the construct that the capacity is given to.
   */
  public static provisioned(shardCount: number): StreamCapacity {
    return new StreamCapacity(kinesis.StreamMode.PROVISIONED, shardCount);
  }

  /** The mode of the stream. */
  public readonly mode: kinesis.StreamMode;

  /**
   * The number of shards.
   *
   * @default - only `provisioned` has one
   */
  public readonly shardCount?: number;

  private constructor(mode: kinesis.StreamMode, shardCount?: number) {
    this.mode = mode;
    this.shardCount = shardCount;
  }
}
