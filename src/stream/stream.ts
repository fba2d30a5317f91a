import { Duration, RemovalPolicy, Tags, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { StreamCapacity } from './stream-capacity';
import { TelemetryStreamProps } from './stream-props';
import { checkKey } from '../checks/keys';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export const SHORTEST_RETENTION = Duration.hours(24);
const LONGEST_RETENTION = Duration.days(365);

export function createStream(scope: Construct, props: TelemetryStreamProps): kinesis.Stream {
  const { forDevelopment = false } = props;
  const { mode, shardCount } = props.streamCapacity ?? (forDevelopment ? StreamCapacity.provisioned(1) : StreamCapacity.onDemand());
  const stream = new kinesis.Stream(scope, 'Stream', {
    // Not PhysicalName.GENERATE_IF_NEEDED: the first function in another region would give the stream a name, and so replace it.
    streamName: props.streamName,
    streamMode: mode,
    shardCount,
    retentionPeriod: props.streamRetention,
    ...(props.streamEncryptionKey
      ? { encryption: kinesis.StreamEncryption.KMS, encryptionKey: props.streamEncryptionKey }
      : { encryption: kinesis.StreamEncryption.MANAGED }),
    removalPolicy: props.removalPolicy ?? (forDevelopment ? RemovalPolicy.DESTROY : undefined),
  });
  for (const [key, value] of Object.entries(props.streamTags ?? {})) Tags.of(stream).add(key, value);
  return stream;
}

/** @throws when Kinesis would reject the values */
export function checkStreamProps({ streamCapacity, streamRetention, streamEncryptionKey }: TelemetryStreamProps): void {
  checkKey('streamEncryptionKey', streamEncryptionKey);
  checkShardCount(streamCapacity?.shardCount);
  if (streamRetention !== undefined) checkRetention(streamRetention);
}

function checkShardCount(shardCount: number | undefined): void {
  if (shardCount === undefined || Token.isUnresolved(shardCount) || (Number.isInteger(shardCount) && shardCount >= 1)) return;
  throw new Error(`streamCapacity must have a whole number of shards, at least 1, got ${shardCount}`);
}

function checkRetention(retention: Duration): void {
  if (retention.isUnresolved()) {
    checkUnitOfToken(retention);
    return;
  }
  const hours = retention.toHours({ integral: false });
  if (Number.isInteger(hours) && hours >= SHORTEST_RETENTION.toHours() && hours <= LONGEST_RETENTION.toHours()) return;
  throw new Error(`streamRetention must be whole hours from 24 hours to 365 days, got ${retention.toHumanString()}`);
}

/** CDK reads the retention in hours, and a token cannot be converted. */
function checkUnitOfToken(retention: Duration): void {
  try {
    retention.toHours();
  } catch (cause) {
    throw new Error(`streamRetention: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Allows only the call that the extension makes: `grantWrite` of the L2 allows more. */
export function grantWriteTo(stream: kinesis.IStream, grantee: iam.IGrantable): iam.Grant {
  const grant = stream.grant(grantee, 'kinesis:PutRecords');
  return stream.encryptionKey ? grant.combine(stream.encryptionKey.grant(grantee, 'kms:GenerateDataKey')) : grant;
}

/** Whether the stream is encrypted with the AWS managed key for Kinesis, which no other account can use. https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key */
export function isEncryptedByAws(stream: kinesis.IStream): boolean {
  return stream.encryptionKey === undefined
    && (stream.node.defaultChild as kinesis.CfnStream | undefined)?.streamEncryption !== undefined;
}
