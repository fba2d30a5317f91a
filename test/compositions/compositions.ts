import { AspectPriority, Aspects, Duration, NestedStack, RemovalPolicy, Size, Stack, Tags } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { aFunction } from './a-function';
import {
  ArchivePartitioning,
  Compression, FilterRule, FlushStrategy, KeepRequests, KinesisTelemetryExtension, LogLevel, MaskBuiltIn, OversizedEvents, PartitionKey, RecordFormat,
  SampleBy, SamplingOverflow, StreamCapacity, TelemetryEventType, TelemetryType, UndeliveredEvents,
} from '../../src';

/** Creates stacks that belong together. */
export type Composition = (scope: Construct) => Stack[];

function defaults(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'Defaults');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.attachTo(aFunction(stack, 'OnX86'));
  telemetry.attachTo(aFunction(stack, 'OnArm', { architecture: lambda.Architecture.ARM_64, runtime: lambda.Runtime.NODEJS_22_X }));
  return [stack];
}

/** Every setting that becomes an environment variable. */
function everySetting(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'EverySetting');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', {
    removalPolicy: RemovalPolicy.RETAIN,
    parameterPrefix: '/platform/telemetry',
    layerVersionName: 'telemetry',
    description: 'Telemetry of the platform team',
    telemetryTypes: [TelemetryType.PLATFORM, TelemetryType.FUNCTION],
    filter: {
      minLevel: LogLevel.DEBUG,
      omitTypes: [TelemetryEventType.PLATFORM_EXTENSION, TelemetryEventType.PLATFORM_TELEMETRY_SUBSCRIPTION],
      rules: [FilterRule.exclude('health', 'GET /health')],
    },
    mask: {
      builtIns: [MaskBuiltIn.EMAIL, MaskBuiltIn.PAYMENT_CARD],
      fields: ['password'],
      patterns: [{ name: 'customer', pattern: 'cust-\\d{6}', replacement: 'cust-***' }],
    },
    sampling: {
      keep: [KeepRequests.ERRORS, KeepRequests.TIMEOUTS, KeepRequests.slowerThan(Duration.seconds(1)), KeepRequests.loggedAtLeast(LogLevel.ERROR)],
      share: 0.01,
      by: SampleBy.TRACE,
      bufferMaxSize: Size.mebibytes(1),
      whenFull: SamplingOverflow.OMIT,
      keepPlatformEvents: true,
    },
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

/** A given stream with a customer managed key, and records in the format of CloudWatch Logs. */
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

/** Functions in nested stacks, and in another stack than the stream. */
function manyStacks(scope: Construct): Stack[] {
  const platform = new Stack(scope, 'Platform');
  const telemetry = new KinesisTelemetryExtension(platform, 'Telemetry');
  const services = new Stack(scope, 'Services');
  telemetry.attachTo(aFunction(services, 'Function'));
  for (const name of ['Orders', 'Invoices']) telemetry.attachTo(aFunction(new NestedStack(services, name), 'Function'));
  return [platform, services];
}

/** Consumers, alarms, a dashboard and a grant. */
function operations(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'Operations');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', {
    streamCapacity: StreamCapacity.provisioned(4),
    streamRetention: Duration.days(3),
    streamTags: { team: 'platform' },
  });
  telemetry.attachTo(aFunction(stack, 'Function'));
  telemetry.addConsumer(aFunction(stack, 'Consumer', { timeout: Duration.seconds(30) }));
  telemetry.addConsumer(aFunction(stack, 'SecondConsumer', { timeout: Duration.seconds(30) }), { enhancedFanOut: true });
  const topic = new sns.Topic(stack, 'Topic', { enforceSSL: true, masterKey: new kms.Key(stack, 'TopicKey', { enableKeyRotation: true }) });
  telemetry.addAlarms({ alarmActions: [new SnsAction(topic)], okActions: [new SnsAction(topic)] });
  telemetry.addDashboard();
  telemetry.grantRead(aFunction(stack, 'Reader'));
  return [stack];
}

/** The stream that the construct creates, with a customer managed key and a consumer. */
function ownKey(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'OwnKey');
  const streamEncryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey });
  NagSuppressions.addResourceSuppressions(telemetry.stream, [{ id: 'AwsSolutions-KDS3', reason: 'The key is what this composition is about' }]);
  telemetry.attachTo(aFunction(stack, 'Function'), { stopCloudWatchLogs: true });
  telemetry.addConsumer(aFunction(stack, 'Consumer', { timeout: Duration.seconds(30) }));
  return [stack];
}

/** A function that an Aspect attaches, and one that it skips. */
function attachToAll(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'AttachToAll');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  Aspects.of(stack).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING });
  Tags.of(aFunction(stack, 'LeftOut')).add('kinesis-telemetry', 'off');
  aFunction(stack, 'Function');
  return [stack];
}

/** A stream that is shared with another account and another region, a layer that is shared with an organization, and stacks that import them by parameters and by attributes. */
function sharing(scope: Construct): Stack[] {
  const account = '111111111111';
  const platform = new Stack(scope, 'Sharing', { env: { account, region: 'eu-west-1' } });
  const streamEncryptionKey = new kms.Key(platform, 'Key', { enableKeyRotation: true });
  const shared = new KinesisTelemetryExtension(platform, 'Telemetry', { streamEncryptionKey });
  NagSuppressions.addResourceSuppressions(shared.stream, [{ id: 'AwsSolutions-KDS3', reason: 'Another account can use this key only' }]);
  shared.shareWithOrganization('o-a1b2c3d4e5');
  shared.shareStreamWithAccount('222222222222');

  const same = new Stack(scope, 'SameAccount', { env: { account, region: 'eu-west-1' } });
  KinesisTelemetryExtension.fromParameters(same, 'Telemetry').attachTo(aFunction(same, 'Function'));

  const region = new Stack(scope, 'OtherRegion', { env: { account, region: 'eu-central-1' } });
  shared.attachTo(aFunction(region, 'Function'));

  const other = new Stack(scope, 'OtherAccount', { env: { account: '222222222222', region: 'eu-west-1' } });
  KinesisTelemetryExtension.fromAttributes(other, 'Telemetry', {
    layerVersionArn: `arn:aws:lambda:eu-west-1:${account}:layer:telemetry:7`,
    streamArn: `arn:aws:kinesis:eu-west-1:${account}:stream/telemetry`,
    streamEncryptionKey: kms.Key.fromKeyArn(other, 'Key', `arn:aws:kms:eu-west-1:${account}:key/12345678-1234-1234-1234-123456789012`),
  }).attachTo(aFunction(other, 'Function'));
  return [platform, same, region, other];
}

/** A version and an alias with provisioned concurrency. */
function versions(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'Versions');
  const fn = aFunction(stack, 'Function');
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn.currentVersion, provisionedConcurrentExecutions: 2 });
  return [stack];
}

/** Archives in a new bucket, and in a given bucket with a key, with tables for Athena. */
function archive(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'Archive');
  const accessLogsBucket = new s3.Bucket(stack, 'AccessLogs', { enforceSSL: true });
  NagSuppressions.addResourceSuppressions(accessLogsBucket, [{ id: 'AwsSolutions-S1', reason: 'It has the access logs itself' }]);
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.attachTo(aFunction(stack, 'Function'));
  telemetry.addArchive('Archive', { expireAfter: Duration.days(365) }).addTable();

  const other = new KinesisTelemetryExtension(stack, 'Other', { parameterPrefix: '/other' });
  const bucket = new s3.Bucket(stack, 'Bucket', {
    enforceSSL: true, encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }), serverAccessLogsBucket: accessLogsBucket,
  });
  other.addArchive('Archive', { bucket, partitioning: ArchivePartitioning.FUNCTION_AND_DATE })
    .addTable({ databaseName: 'other', functionNames: ['orders', 'payments'], accessLogsBucket, scanLimit: Size.gibibytes(1) });
  other.addAlarms();
  return [stack];
}

/** A function in an isolated subnet, with an endpoint for Kinesis. */
function vpcEndpoint(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'VpcEndpoint');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  NagSuppressions.addResourceSuppressions(vpc, [{ id: 'AwsSolutions-VPC7', reason: 'Flow logs are not what this composition is about' }]);
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.addVpcEndpoint(vpc);
  const fn = aFunction(stack, 'Function', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  telemetry.attachTo(fn);
  return [stack];
}

/** What the packs of cdk-nag for HIPAA, NIST and PCI ask for: customer managed keys, and actions for alarms. */
function regulated(scope: Construct): Stack[] {
  const stack = new Stack(scope, 'Regulated');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const topic = new sns.Topic(stack, 'Topic', { enforceSSL: true, masterKey: key });
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: key });
  NagSuppressions.addResourceSuppressions(telemetry.stream, [{ id: 'AwsSolutions-KDS3', reason: 'The other packs ask for a key' }]);
  telemetry.attachTo(aFunction(stack, 'Function'));
  telemetry.addConsumer(aFunction(stack, 'Consumer', { timeout: Duration.seconds(30) }));
  telemetry.addArchive('Archive', { encryptionKey: key }).addTable();
  telemetry.addArchive('Temporary', { encryptionKey: key, removalPolicy: RemovalPolicy.DESTROY });
  telemetry.addAlarms({ alarmActions: [new SnsAction(topic)] });
  telemetry.addDashboard();
  return [stack];
}

/** Typical uses of the library. cdk-nag, cfn-lint and the snapshots check each of them. */
export const COMPOSITIONS: Record<string, Composition> = {
  'defaults': defaults,
  'every-setting': everySetting,
  'own-stream': ownStream,
  'many-stacks': manyStacks,
  'operations': operations,
  'own-key': ownKey,
  'attach-to-all': attachToAll,
  'archive': archive,
  'vpc-endpoint': vpcEndpoint,
  'sharing': sharing,
  'regulated': regulated,
};

/** Compositions without snapshots: their templates change with every change of the layer. */
export const CHANGING_COMPOSITIONS: Record<string, Composition> = { versions };
