import { PartitionKeyName } from './settings';

/**
 * The partition key, which distributes the records of a function over the shards of the stream.
 *
 * Records with the same key go to the same shard, in order. A shard accepts 1 MB or 1,000 records per second.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
 */
export class PartitionKey {
  /** The id of the execution environment. Its events stay in order on one shard; different environments use different shards. */
  public static readonly ENVIRONMENT = new PartitionKey('environment');

  /** The request id. The events of one invocation stay on one shard; the invocations of one environment use different shards. */
  public static readonly REQUEST = new PartitionKey('request');

  /** A random key for every record, for environments that write more than one shard accepts. */
  public static readonly RANDOM = new PartitionKey('random');

  /** The value of the environment variable `KINESIS_TELEMETRY_PARTITION_KEY`. */
  public readonly value: string;

  private constructor(value: PartitionKeyName) {
    this.value = value;
  }
}
