import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps, StreamCapacity } from '../../../src';
import { newFunction, newStack, propertiesIn } from '../fixtures';

function template(props: KinesisTelemetryExtensionProps, stack: Stack = newStack()): Template {
  new KinesisTelemetryExtension(stack, 'Telemetry', props);
  return Template.fromStack(stack);
}

test('a provisioned stream has the given number of shards', () => {
  template({ streamCapacity: StreamCapacity.provisioned(3) }).hasResourceProperties('AWS::Kinesis::Stream', {
    ShardCount: 3, StreamModeDetails: { StreamMode: 'PROVISIONED' },
  });
});

test('an on-demand stream has no number of shards', () => {
  template({ streamCapacity: StreamCapacity.onDemand() }).hasResourceProperties('AWS::Kinesis::Stream', {
    ShardCount: Match.absent(), StreamModeDetails: { StreamMode: 'ON_DEMAND' },
  });
});

test.each([
  [undefined, 24],
  [Duration.days(7), 168],
  [Duration.days(365), 8_760],
])('a retention of %p becomes %d hours', (streamRetention, hours) => {
  template({ streamRetention }).hasResourceProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: hours });
});

test('a customer managed key encrypts the stream, and functions may generate data keys with it', () => {
  const stack = newStack();
  const made = template({ streamEncryptionKey: new kms.Key(stack, 'Key') }, stack);
  const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/) as unknown as string, 'Arn'] };
  const [stream] = propertiesIn<{ StreamEncryption: unknown }>(stack, 'AWS::Kinesis::Stream');
  expect(stream.StreamEncryption).toEqual({ EncryptionType: 'KMS', KeyId: key });
  made.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:GenerateDataKey', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } })]) },
  });
});

test('adds streamTags only to the stream, in addition to the tags of the stack', () => {
  const stack = newStack({ tags: { team: 'platform' } });
  const made = template({ streamTags: { data: 'telemetry' } }, stack);
  made.hasResourceProperties('AWS::Kinesis::Stream', { Tags: Match.arrayWith([{ Key: 'data', Value: 'telemetry' }]) });
  expect(JSON.stringify(made.findResources('AWS::SSM::Parameter'))).not.toContain('"data"');
});

test.each<[string, KinesisTelemetryExtensionProps]>([
  ['streamCapacity must have a whole number of shards, at least 1, got 0', { streamCapacity: StreamCapacity.provisioned(0) }],
  ['streamCapacity must have a whole number of shards, at least 1, got 1.5', { streamCapacity: StreamCapacity.provisioned(1.5) }],
  ['streamRetention must be whole hours from 24 hours to 365 days, got 23 hours', { streamRetention: Duration.hours(23) }],
  ['streamRetention must be whole hours from 24 hours to 365 days, got 366 days', { streamRetention: Duration.days(366) }],
  ['streamRetention must be whole hours from 24 hours to 365 days, got 1 day 30 minutes', { streamRetention: Duration.minutes(24 * 60 + 30) }],
])('%s: is an error at synth time', (message, props) => {
  expect(() => new KinesisTelemetryExtension(newStack(), 'Telemetry', props)).toThrow(`Stack/Telemetry: ${message}`);
});

test.each<[string, (stack: Stack) => KinesisTelemetryExtensionProps]>([
  ['streamCapacity', () => ({ streamCapacity: StreamCapacity.onDemand() })],
  ['streamRetention', () => ({ streamRetention: Duration.days(2) })],
  ['streamEncryptionKey', (stack) => ({ streamEncryptionKey: new kms.Key(stack, 'Key') })],
  ['streamTags', () => ({ streamTags: {} })],
  ['removalPolicy', () => ({ removalPolicy: RemovalPolicy.RETAIN })],
  ['forDevelopment', () => ({ forDevelopment: true })],
])('%s together with stream is an error', (prop, props) => {
  const stack = newStack();
  const stream = new kinesis.Stream(stack, 'Mine');
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { ...props(stack), stream }))
    .toThrow(`Stack/Telemetry: ${prop} is for the stream that the construct creates, but stream is given as well (Stack/Mine)`);
});

test('the stream outlives its stack by default, like each stream of CDK', () => {
  const stack = newStack();
  new kinesis.Stream(stack, 'Stream');
  const [theirs] = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::Stream'));
  template({}).hasResource('AWS::Kinesis::Stream', { DeletionPolicy: theirs.DeletionPolicy as string, UpdateReplacePolicy: theirs.UpdateReplacePolicy as string });
  expect(theirs.DeletionPolicy).toBe('Retain');
});

describe('a stream for development', () => {
  test('has one shard and is deleted with its stack', () => {
    const made = template({ forDevelopment: true });
    made.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 1, StreamModeDetails: { StreamMode: 'PROVISIONED' } });
    made.hasResource('AWS::Kinesis::Stream', { DeletionPolicy: 'Delete' });
  });

  test('has the given capacity and removal policy', () => {
    const made = template({ forDevelopment: true, streamCapacity: StreamCapacity.onDemand(), removalPolicy: RemovalPolicy.RETAIN });
    made.hasResourceProperties('AWS::Kinesis::Stream', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
    made.hasResource('AWS::Kinesis::Stream', { DeletionPolicy: 'Retain' });
  });
});

describe('a grant', () => {
  interface Statement { readonly Action: string | string[]; readonly Resource: unknown }
  function statements(act: (telemetry: KinesisTelemetryExtension, grantee: iam.IGrantable) => void): Statement[] {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: new kms.Key(stack, 'Key') });
    act(telemetry, newFunction(stack));
    return propertiesIn<{ PolicyDocument: { Statement: Statement[] } }>(stack, 'AWS::IAM::Policy').flatMap((policy) => policy.PolicyDocument.Statement);
  }
  const stream = { 'Fn::GetAtt': [expect.stringMatching(/^TelemetryStream/), 'Arn'] };

  test('to read allows reading this stream and decrypting with its key', () => {
    const [read, decrypt, ...others] = statements((telemetry, grantee) => telemetry.grantRead(grantee));
    expect(read.Action).toEqual(expect.arrayContaining(['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards']));
    expect(read.Action).not.toContain('kinesis:PutRecords');
    expect(read.Resource).toEqual(stream);
    expect(decrypt.Action).toBe('kms:Decrypt');
    expect(others).toEqual([]);
  });

  test('to write allows only putting records and generating data keys', () => {
    expect(statements((telemetry, grantee) => telemetry.grantWrite(grantee))).toEqual([
      { Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: stream },
      { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    ]);
  });
});
