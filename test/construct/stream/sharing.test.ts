import { Aws } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KinesisTelemetryExtension } from '../../../src';
import { FEATURE_FLAGS, IRELAND, logicalIdsIn, newApp, newFunction, newStack, OTHER_ACCOUNT } from '../fixtures';

const { account } = OTHER_ACCOUNT;
const ORGANIZATION = 'o-a1b2c3d4e5';

describe('the layer', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.shareWithAccount(account);
  telemetry.shareWithAccount(account);
  telemetry.shareWithOrganization(ORGANIZATION);
  const [layer] = logicalIdsIn(stack, 'AWS::Lambda::LayerVersion');

  test.each([
    ['an account', { Principal: account, OrganizationId: Match.absent() }],
    ['an organization', { Principal: '*', OrganizationId: ORGANIZATION }],
  ])('can be shared with %s', (_, properties) => {
    Template.fromStack(stack).hasResource('AWS::Lambda::LayerVersionPermission', {
      Properties: { Action: 'lambda:GetLayerVersion', LayerVersionArn: { Ref: layer }, ...properties },
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('is shared only once with each', () => {
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersionPermission', 2);
  });

  test('retains its old versions when it is shared', () => {
    Template.fromStack(stack).hasResource('AWS::Lambda::LayerVersion', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('does not retain its old versions when it is not shared', () => {
    const alone = newStack();
    new KinesisTelemetryExtension(alone, 'Telemetry');
    Template.fromStack(alone).hasResource('AWS::Lambda::LayerVersion', { DeletionPolicy: Match.absent() });
  });

  test.each([
    ['a name', 'platform'], ['a token', Aws.ACCOUNT_ID], ['a short number', '1234'],
  ])('cannot be shared with %s', (_, id) => {
    const other = new KinesisTelemetryExtension(newStack(), 'Telemetry');
    expect(() => other.shareWithAccount(id)).toThrow('Stack/Telemetry: accountId must be an account id of 12 digits, known at synth time, got ');
    expect(() => other.shareStreamWithAccount(id)).toThrow('Stack/Telemetry: accountId must be an account id of 12 digits');
    expect(() => other.shareWithOrganization(id)).toThrow('Stack/Telemetry: organizationId must be the id of an organization, such as o-');
  });
});

describe.each(FEATURE_FLAGS)('the stream, with %s,', (_, context) => {
  const app = newApp(context);
  const stack = newStack({ env: IRELAND }, app, 'Home');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamName: 'telemetry', streamEncryptionKey: new kms.Key(stack, 'Key') });
  telemetry.shareStreamWithAccount(account);
  telemetry.shareStreamWithAccount(account);
  const fn = newFunction(newStack({ env: OTHER_ACCOUNT }, app, 'Other'));
  telemetry.attachTo(fn);
  // With a feature flag the partition is a literal if the region is known.
  const principal = { AWS: Match.anyValue() };

  test('allows another account only to write to it', () => {
    Template.fromStack(stack).hasResourceProperties('AWS::Kinesis::ResourcePolicy', {
      ResourceArn: { 'Fn::GetAtt': [logicalIdsIn(stack, 'AWS::Kinesis::Stream')[0], 'Arn'] },
      ResourcePolicy: { Statement: [Match.objectLike({ Effect: 'Allow', Action: 'kinesis:PutRecords', Principal: principal })] },
    });
  });

  test('allows the account to use the key', () => {
    Template.fromStack(stack).hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow', Action: 'kms:GenerateDataKey', Principal: principal })]) },
    });
  });

  test('names the account in both policies', () => {
    for (const type of ['AWS::Kinesis::ResourcePolicy', 'AWS::KMS::Key']) {
      expect(JSON.stringify(Template.fromStack(stack).findResources(type)).match(/\d{12}:root/g)).toContain(`${account}:root`);
    }
  });

  test('causes no warning for a function of that account', () => {
    Annotations.fromStack(fn.stack).hasNoWarning('*', Match.stringLikeRegexp('streamOfAnotherAccount'));
  });
});

test('a function of an account without access to the stream is a warning that says how to share it', () => {
  const app = newApp();
  const stack = newStack({ env: IRELAND }, app, 'Home');
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamName: 'telemetry', streamEncryptionKey: new kms.Key(stack, 'Key') });
  const fn = newFunction(newStack({ env: OTHER_ACCOUNT }, app, 'Other'));
  telemetry.attachTo(fn);
  Annotations.fromStack(fn.stack).hasWarning('/Other/Function', Match.stringLikeRegexp('shareStreamWithAccount.*streamOfAnotherAccount'));
});

test('a stream with the AWS managed key cannot be shared', () => {
  const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => telemetry.shareStreamWithAccount(account)).toThrow('The stream of Stack/Telemetry is encrypted with the AWS managed key for '
    + 'Kinesis, which no other account can use. Give the stream a customer managed key (streamEncryptionKey)');
});

test('an imported stream cannot be shared', () => {
  const stack = newStack();
  const stream = kinesis.Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:eu-west-1:111111111111:stream/theirs');
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { stream }).shareStreamWithAccount(account))
    .toThrow('Stack/Telemetry has an imported stream, and its resource policy cannot be changed here. Share the stream in the app that creates it');
});
