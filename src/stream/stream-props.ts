import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { StreamCapacity } from './stream-capacity';

/** What the stream that the construct makes is like. None of it can be given together with a stream of your own. */
export interface TelemetryStreamProps {
  /**
   * The name of the stream that the construct makes. Cannot be given together with `stream`.
   *
   * Functions in other regions or accounts have to know the name. If it is not given, CDK makes one up as soon as the first
   * of them is attached, and the stream is replaced by one of that name: give a name from the start if there will be any.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
   */
  readonly streamName?: string;

  /**
   * How much the stream that the construct makes takes in, and what it is billed by. Cannot be given together with `stream`.
   *
   * @default StreamCapacity.onDemand()
   * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
   */
  readonly streamCapacity?: StreamCapacity;

  /**
   * How long the stream that the construct makes keeps a record, from 24 hours to 365 days, in whole hours. Cannot be given together with
   * `stream`.
   *
   * It is the time that a consumer which fell behind has to catch up, and that you have to mend it. More than 24 hours is billed.
   *
   * @default Duration.hours(24)
   * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html
   */
  readonly streamRetention?: Duration;

  /**
   * The customer-managed key that the stream that the construct makes is encrypted with. Cannot be given together with `stream`.
   *
   * The policy for functions then allows `kms:GenerateDataKey` with it, and all that reads the stream by a method of this
   * construct may decrypt with it. An imported key must allow that in its own policy, which cannot be seen or changed here.
   *
   * @default - the key that AWS manages for Kinesis (`alias/aws/kinesis`), which costs nothing and needs no permission
   * @see https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
   */
  readonly streamEncryptionKey?: kms.IKey;

  /**
   * Tags of the stream that the construct makes, beside those of its stack. Cannot be given together with `stream`.
   *
   * @default - none of its own
   * @see https://docs.aws.amazon.com/streams/latest/dev/tagging.html
   */
  readonly streamTags?: { [key: string]: string };

  /**
   * What happens to the stream that the construct makes when it is removed from the stack. Cannot be given together with `stream`.
   *
   * A stream is a pipe, not an archive: it holds the telemetry of the last 24 hours, and a consumer that keeps up has
   * read nearly all of it. A stream that is left behind is billed by the hour until someone finds it. Choose
   * `RemovalPolicy.RETAIN` where unread telemetry matters more.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}
