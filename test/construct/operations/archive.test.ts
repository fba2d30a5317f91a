import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KinesisTelemetryExtension, TelemetryArchiveProps } from '../../../src';
import { FEATURE_FLAGS, newApp, newStack, propertiesIn } from '../fixtures';
import { archiveBucketIn, byFunction, destinationIn, make, statementsIn } from './archive-setup';

describe.each(FEATURE_FLAGS)('an archive with default settings, with %s', (_, context) => {
  const stack = make(undefined, undefined, newStack({}, newApp(context)));
  const template = Template.fromStack(stack);

  test('has compressed lines of JSON in large objects, in folders by day and hour', () => {
    expect(destinationIn(stack)).toMatchObject({
      Prefix: 'telemetry/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      ErrorOutputPrefix: 'telemetry-errors/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      CompressionFormat: 'GZIP',
      FileExtension: '.ndjson.gz',
      BufferingHints: { IntervalInSeconds: 900, SizeInMBs: 128 },
    });
    expect(destinationIn(stack)).not.toHaveProperty('ProcessingConfiguration');
    expect(destinationIn(stack)).not.toHaveProperty('DynamicPartitioningConfiguration');
  });

  test('reads the stream with a role that Firehose can use only for this account', () => {
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      KinesisStreamSourceConfiguration: { KinesisStreamARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TelemetryStream'), 'Arn'] } },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [Match.objectLike({ Principal: { Service: 'firehose.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } })],
      },
    });
  });

  test('may only read this stream and write to its two folders and its log', () => {
    const bucket = { 'Fn::GetAtt': [expect.stringMatching(/^TelemetryArchiveBucket/), 'Arn'] };
    const folder = (name: string) => ({ 'Fn::Join': ['', [bucket, `/${name}/*`]] });
    const join = (value: unknown) => JSON.stringify(value);
    const statements = statementsIn(stack);
    expect(statements.slice(0, 3)).toEqual([
      {
        Effect: 'Allow', Action: ['kinesis:DescribeStream', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TelemetryStream/), 'Arn'] },
      },
      { Effect: 'Allow', Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: bucket },
      { Effect: 'Allow', Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'], Resource: expect.any(Array) },
    ]);
    expect(statements).toHaveLength(4);
    expect(statements[2].Resource).toHaveLength(2);
    expect(statements[2].Resource).toEqual(expect.arrayContaining([folder('telemetry'), folder('telemetry-errors')]));
    expect(statements[3].Action).toBe('logs:PutLogEvents');
    expect(join(statements[3].Resource)).toMatch(/:log-stream:S3Delivery"\]\]\}$/);
  });

  test('has its permissions before Firehose checks them', () => {
    const [policy] = Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).filter((id) => id.startsWith('TelemetryArchive'));
    template.hasResource('AWS::KinesisFirehose::DeliveryStream', { DependsOn: Match.arrayWith([policy]) });
  });

  test('has a bucket that is private, encrypted and logged, rejects unencrypted connections and moves old objects to a class that Athena can read', () => {
    const bucket = archiveBucketIn(stack);
    expect(bucket).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      LoggingConfiguration: { DestinationBucketName: { Ref: expect.stringMatching(/^TelemetryArchiveAccessLogs/) } },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          // Objects below 128 KB would be billed as 128 KB. A text, as in the schema of CloudFormation: CDK 2.276 warns of a number.
          { Prefix: 'telemetry/', ObjectSizeGreaterThan: '131071', Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }], Status: 'Enabled' },
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' },
        ],
      },
    });
    expect(Object.keys(template.findResources('AWS::S3::BucketPolicy', {
      Properties: { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]) } },
    }))).toHaveLength(2);
  });

  test('has no access control lists', () => {
    for (const bucket of propertiesIn<object>(stack, 'AWS::S3::Bucket')) expect(bucket).not.toHaveProperty('AccessControl');
  });

  test('retains its buckets', () => {
    expect(Object.values(template.findResources('AWS::S3::Bucket')).map(({ DeletionPolicy }) => DeletionPolicy as string)).toEqual(['Retain', 'Retain']);
  });
});

test.each([
  [firehose.Compression.UNCOMPRESSED, '.ndjson'],
  [firehose.Compression.HADOOP_SNAPPY, undefined],
])('objects with the compression %p have a matching extension', (compression, extension) => {
  expect(destinationIn(make({ compression }))).toMatchObject({ CompressionFormat: compression.value });
  expect(destinationIn(make({ compression })).FileExtension).toBe(extension);
});

test('renders all given props', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key');
  const accessLogsBucket = new s3.Bucket(stack, 'Mine');
  make({
    prefix: 'raw/', errorPrefix: 'failed/', bufferingInterval: Duration.minutes(10), bufferingSize: Size.mebibytes(1),
    transitionAfter: Duration.days(1), transitionTo: s3.StorageClass.DEEP_ARCHIVE, expireAfter: Duration.days(2),
    encryptionKey: key, accessLogsBucket, removalPolicy: RemovalPolicy.DESTROY,
  }, {}, stack);
  expect(destinationIn(stack)).toMatchObject({
    Prefix: expect.stringMatching(/^raw\/date/), ErrorOutputPrefix: expect.stringMatching(/^failed\//), BufferingHints: { IntervalInSeconds: 600, SizeInMBs: 1 },
  });
  expect(archiveBucketIn(stack)).toMatchObject({
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] },
    LoggingConfiguration: { DestinationBucketName: { Ref: expect.stringMatching(/^Mine/) } },
    LifecycleConfiguration: {
      Rules: expect.arrayContaining([
        expect.objectContaining({ Transitions: [{ StorageClass: 'DEEP_ARCHIVE', TransitionInDays: 1 }] }), { ExpirationInDays: 2, Status: 'Enabled' },
      ]),
    },
  });
  expect(statementsIn(stack)).toContainEqual({
    Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] },
  });
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 2);
});

test('zero days for transitionAfter means never', () => {
  expect(JSON.stringify(archiveBucketIn(make({ transitionAfter: Duration.days(0), expireAfter: Duration.days(30) })))).not.toContain('GLACIER');
});

describe('with the removal policy DESTROY', () => {
  const stack = make({ removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  const ours = (type: string) => Object.entries(template.findResources(type)).filter(([id]) => id.startsWith('TelemetryArchive'));

  test('nothing remains: the buckets are emptied, and deleted like the log group', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::Logs::LogGroup']) {
      for (const [, resource] of ours(type)) expect(resource).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    }
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
  });

  test('Firehose stops before the bucket is emptied', () => {
    const [emptied] = Object.keys(template.findResources('Custom::S3AutoDeleteObjects')).filter((id) => id.startsWith('TelemetryArchiveBucket'));
    template.hasResource('AWS::KinesisFirehose::DeliveryStream', { DependsOn: Match.arrayWith([emptied]) });
  });

  test('a given bucket is not deleted, but the log group is', () => {
    const other = newStack();
    make({ bucket: new s3.Bucket(other, 'Mine'), removalPolicy: RemovalPolicy.DESTROY }, {}, other);
    Template.fromStack(other).hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
    Template.fromStack(other).hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  });
});

describe('the log group', () => {
  const keyOf = (stack: Stack) => propertiesIn<{ KmsKeyId?: unknown }>(stack, 'AWS::Logs::LogGroup')[0].KmsKeyId;
  const arn = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}`)), 'Arn'] });

  test('is encrypted with the key of the bucket, which CloudWatch Logs may use', () => {
    const stack = newStack();
    make({ encryptionKey: new kms.Key(stack, 'Key') }, {}, stack);
    expect(keyOf(stack)).toEqual(arn('Key'));
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Principal: { Service: Match.anyValue() }, Action: Match.arrayWith(['kms:GenerateDataKey*']),
          Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
        })]),
      },
    });
  });

  test('may have a key of its own, also beside a given bucket', () => {
    const stack = newStack();
    make({ bucket: new s3.Bucket(stack, 'Mine'), logEncryptionKey: new kms.Key(stack, 'LogKey') }, {}, stack);
    expect(keyOf(stack)).toEqual(arn('LogKey'));
  });

  test('may have a key of another stack, without a circle of stacks', () => {
    const app = newApp();
    const keys = newStack({}, app, 'Keys');
    const stack = make({ encryptionKey: new kms.Key(keys, 'Key') }, {}, newStack({}, app, 'Archives'));
    expect(() => app.synth()).not.toThrow();
    expect(keyOf(stack)).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^Keys:/) as unknown });
  });
});

test('Firehose may decrypt a stream with a customer managed key', () => {
  const stack = newStack();
  make({}, { streamEncryptionKey: new kms.Key(stack, 'Key') }, stack);
  expect(statementsIn(stack)).toContainEqual({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } });
});

test('uses a given bucket and its key, and creates no bucket', () => {
  const stack = newStack();
  const bucket = new s3.Bucket(stack, 'Mine', { encryption: s3.BucketEncryption.KMS });
  const archive = new KinesisTelemetryExtension(stack, 'Telemetry').addArchive('Archive', { bucket });
  expect(archive.bucket).toBe(bucket);
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 1);
  expect(statementsIn(stack)).toContainEqual(expect.objectContaining({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }));
});

test.each<[string, TelemetryArchiveProps]>([
  ['transitionAfter', { transitionAfter: Duration.days(1) }],
  ['expireAfter', { expireAfter: Duration.days(100) }],
  ['transitionTo', { transitionTo: s3.StorageClass.DEEP_ARCHIVE }],
])('%s together with a bucket is an error', (prop, props) => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  expect(() => telemetry.addArchive('Archive', { bucket: new s3.Bucket(stack, 'Mine'), ...props }))
    .toThrow(`Stack/Telemetry, addArchive Archive: ${prop} is for the bucket that addArchive creates, but bucket is given as well (Stack/Mine)`);
});

test.each<[string, TelemetryArchiveProps]>([
  ['prefix must be a folder in the bucket', { prefix: 'telemetry' }],
  ['prefix must be a folder in the bucket', { prefix: '/telemetry/' }],
  ['prefix must be a folder in the bucket', { prefix: '!{timestamp:yyyy}/' }],
  ['errorPrefix must be a folder in the bucket', { errorPrefix: '/' }],
  ['errorPrefix (telemetry/errors/) is in the folder of the archive (telemetry/)', { errorPrefix: 'telemetry/errors/' }],
  ['bufferingInterval must be in whole seconds from 0 seconds to 15 minutes, got 16 minutes', { bufferingInterval: Duration.minutes(16) }],
  ['bufferingInterval must be in whole seconds from 1 minute to 15 minutes, got 30 seconds', { ...byFunction, bufferingInterval: Duration.seconds(30) }],
  ['bufferingSize must be in whole MiB from 1 to 128, got 129 MiB', { bufferingSize: Size.mebibytes(129) }],
  ['bufferingSize must be in whole MiB from 64 to 128, got 5 MiB', { ...byFunction, bufferingSize: Size.mebibytes(5) }],
  ['transitionAfter must be in whole days, got 12 hours', { transitionAfter: Duration.hours(12) }],
  ['transitionAfter must be at least 30 days for the storage class STANDARD_IA, got 7 days', { transitionAfter: Duration.days(7), transitionTo: s3.StorageClass.INFREQUENT_ACCESS }],
  ['expireAfter must be at least 1 day', { expireAfter: Duration.days(0) }],
  ['expireAfter (30 days) must be later than transitionAfter (90 days, by default)', { expireAfter: Duration.days(30) }],
  ['expireAfter (30 days) must be later than transitionAfter (30 days)', { expireAfter: Duration.days(30), transitionAfter: Duration.days(30) }],
])('%s: is an error at synth time', (message, props) => {
  expect(() => make(props)).toThrow(`Stack/Telemetry, addArchive Archive: ${message}`);
});
