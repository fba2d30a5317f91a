import * as kinesis from 'aws-cdk-lib/aws-kinesis';

/**
 * The capacity mode of a stream: its throughput and its billing.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 */
export class StreamCapacity {
  /**
   * On-demand capacity: Kinesis adapts the throughput to the load.
   *
   * A new stream accepts 4 MB or 4,000 records per second. Later it accepts up to twice its peak of the last 30 days. The stream is billed per
   * hour, and for the data that is written and read. The size of each written record is rounded up to 1 KB.
   */
  public static onDemand(): StreamCapacity {
    return new StreamCapacity(kinesis.StreamMode.ON_DEMAND);
  }

  /**
   * Provisioned capacity: a fixed number of shards.
   *
   * Each shard accepts 1 MB or 1,000 records per second, and delivers 2 MB per second. The stream is billed per shard and hour, and per PUT
   * payload unit of 25 KB. This is cheaper if the load is steady and known. Kinesis throttles records above the capacity: the extension retries
   * them, and drops the oldest events when its buffer is full.
   *
   * @param shardCount the number of shards, at least 1. If the number is invalid, the construct that receives the capacity throws an error.
   */
  public static provisioned(shardCount: number): StreamCapacity {
    return new StreamCapacity(kinesis.StreamMode.PROVISIONED, shardCount);
  }

  /** The mode of the stream. */
  public readonly mode: kinesis.StreamMode;

  /**
   * The number of shards.
   *
   * @default - none; only `provisioned` has a number of shards
   */
  public readonly shardCount?: number;

  private constructor(mode: kinesis.StreamMode, shardCount?: number) {
    this.mode = mode;
    this.shardCount = shardCount;
  }
}
