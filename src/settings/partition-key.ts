import { PartitionKeyName } from './settings';

/**
 * What spreads the records of a function over the shards of the stream.
 *
 * Records with one key go to one shard, in order. A shard takes 1 MB or 1,000 records a second.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html#partition-key
 */
export class PartitionKey {
  /** The id of the execution environment: its events stay in order on one shard, and the fleet spreads over all shards. */
  public static readonly ENVIRONMENT = new PartitionKey('environment');

  /** The id of the request: the events of one invocation stay together, those of one environment spread over the shards. */
  public static readonly REQUEST = new PartitionKey('request');

  /** A random key for every record: for environments that write more than a shard takes. */
  public static readonly RANDOM = new PartitionKey('random');

  /** The word for it in the setting `KINESIS_TELEMETRY_PARTITION_KEY`. */
  public readonly value: string;

  private constructor(value: PartitionKeyName) {
    this.value = value;
  }
}
