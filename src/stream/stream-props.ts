import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { StreamCapacity } from './stream-capacity';

/** Properties of the stream that the construct creates. None of them can be given together with `stream`. */
export interface TelemetryStreamProps {
  /**
   * The name of the stream that the construct creates. Cannot be given together with `stream`.
   *
   * With a name, the ARN is known at synth: functions of other accounts can be attached, and stacks with attached functions do not depend on the
   * stack of the stream, which may then need something of them. Set it from the start: CloudFormation replaces a stream whose name changes.
   *
   * It must be unique in an account and region. A stream that outlives its stack keeps its name. Delete or import it before you create a stack with the same name again.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
   */
  readonly streamName?: string;

  /**
   * The capacity mode of the stream that the construct creates. Cannot be given together with `stream`.
   *
   * @default StreamCapacity.onDemand() - one shard with `forDevelopment`
   * @see https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
   */
  readonly streamCapacity?: StreamCapacity;

  /**
   * How long the stream that the construct creates keeps a record, from 24 hours to 365 days, in whole hours. Cannot be given together with
   * `stream`.
   *
   * If a consumer fails or falls behind, it must be fixed and catch up within this time. Kinesis charges for more than 24 hours.
   *
   * @default Duration.hours(24)
   * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html
   */
  readonly streamRetention?: Duration;

  /**
   * The customer managed key that encrypts the stream that the construct creates. Cannot be given together with `stream`.
   *
   * An alias is an error: policies allow the use of a key only by its own ARN. Find a key by its alias with `kms.Key.fromLookup`.
   *
   * The policy for functions then allows `kms:GenerateDataKey` with the key. Consumers, archives and grantees that are added with a method of
   * this construct may decrypt with it. The key policy of an imported key must allow this; the construct can neither read nor change it.
   *
   * @default - the AWS managed key for Kinesis (`alias/aws/kinesis`), which costs nothing and needs no permission
   * @see https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
   */
  readonly streamEncryptionKey?: kms.IKey;

  /**
   * Tags of the stream that the construct creates, in addition to the tags of its stack. Cannot be given together with `stream`.
   *
   * @default - only the tags of the stack
   * @see https://docs.aws.amazon.com/streams/latest/dev/tagging.html
   */
  readonly streamTags?: { [key: string]: string };

  /**
   * What happens to the stream that the construct creates when it is removed from the stack. Cannot be given together with `stream`.
   *
   * A retained stream is billed per hour until it is deleted. Choose `RemovalPolicy.DESTROY` if consumers keep up and telemetry of the last
   * 24 hours, which nobody has read yet, may be lost.
   *
   * @default RemovalPolicy.RETAIN - as for each stream of CDK; `RemovalPolicy.DESTROY` with `forDevelopment`
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Whether the stream that the construct creates is for development, such as a stage or a sandbox of a developer. Cannot be given together with
   * `stream`.
   *
   * The stream then has one shard (about $11 a month instead of $29), and is deleted with its stack. `streamCapacity` and `removalPolicy` take
   * precedence.
   *
   * @default false
   * @see https://aws.amazon.com/kinesis/data-streams/pricing/
   */
  readonly forDevelopment?: boolean;
}
