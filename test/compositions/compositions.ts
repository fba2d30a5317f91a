import { Duration, NestedStack, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { aFunction } from './a-function';
import { Compression, FlushStrategy, KinesisTelemetryExtension, OversizedEvents, PartitionKey, RecordFormat, TelemetryType, UndeliveredEvents } from '../../src';

/** Makes stacks that belong together. */
export type Composition = (scope: Construct) => Stack[];

function defaults(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'Defaults');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.attachTo(aFunction(stack, 'OnX86'));
  telemetry.attachTo(aFunction(stack, 'OnArm', { architecture: lambda.Architecture.ARM_64, runtime: lambda.Runtime.NODEJS_22_X }));
  return [stack];
}

/** Every setting that is written into the environment of a function. */
function everySetting(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'EverySetting');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', {
    removalPolicy: RemovalPolicy.RETAIN,
    parameterPrefix: '/platform/telemetry',
    layerVersionName: 'telemetry',
    description: 'Telemetry of the platform team',
    telemetryTypes: [TelemetryType.PLATFORM, TelemetryType.FUNCTION],
    buffering: { timeout: Duration.millis(100), maxSize: Size.mebibytes(1), maxItems: 5_000 },
    dispatchThreshold: 500,
    flushStrategy: FlushStrategy.periodic(Duration.seconds(5)),
    flushTimeout: Duration.seconds(2),
    bufferMaxSize: Size.mebibytes(8),
    oversizedEvents: OversizedEvents.DROP,
    undeliveredEvents: UndeliveredEvents.LOG,
    partitionKey: PartitionKey.RANDOM,
    recordFormat: RecordFormat.NDJSON,
    compression: Compression.GZIP,
    recordSize: Size.kibibytes(100),
    linger: Duration.millis(200),
    localApiConnectTimeout: Duration.seconds(1),
    enabled: true,
  });
  telemetry.attachTo(aFunction(stack, 'Function'));
  return [stack];
}

/** The key of a customer, and records as CloudWatch Logs writes them. */
function ownStream(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'OwnStream');
  const stream = new kinesis.Stream(stack, 'Stream', {
    streamMode: kinesis.StreamMode.PROVISIONED,
    shardCount: 2,
    encryption: kinesis.StreamEncryption.KMS,
    encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY }),
  });
  NagSuppressions.addResourceSuppressions(stream, [{ id: 'AwsSolutions-KDS3', reason: 'The key is what this composition is about' }]);
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { stream, recordFormat: RecordFormat.CLOUDWATCH_LOGS });
  telemetry.attachTo(aFunction(stack, 'Function'));
  return [stack];
}

/** Functions in nested stacks and in another stack than the stream's. */
function manyStacks(scope: Construct): Stack[] {
  const platform = new Stack(scope, 'Platform');
  const telemetry = new KinesisTelemetryExtension(platform, 'Telemetry');
  const services = new Stack(scope, 'Services');
  telemetry.attachTo(aFunction(services, 'Function'));
  for (const name of ['Orders', 'Invoices']) telemetry.attachTo(aFunction(new NestedStack(services, name), 'Function'));
  return [platform, services];
}

/** What people make with the library: cdk-nag, cfn-lint and the snapshots look at each of them. */
export const COMPOSITIONS: Record<string, Composition> = {
  'defaults': defaults,
  'every-setting': everySetting,
  'own-stream': ownStream,
  'many-stacks': manyStacks,
};
