import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../../src';
import { FEATURE_FLAGS, IRELAND, newApp, newStack, propertiesIn } from '../fixtures';

function template(props?: KinesisTelemetryExtensionProps, stack: Stack = newStack()): Template {
  new KinesisTelemetryExtension(stack, 'Telemetry', props);
  return Template.fromStack(stack);
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: unknown[] };
}

function statementsWith(stream: (stack: Stack) => kinesis.IStream): unknown[] {
  const stack = newStack({ env: IRELAND });
  new KinesisTelemetryExtension(stack, 'Telemetry', { stream: stream(stack) });
  return propertiesIn<Policy>(stack, 'AWS::IAM::ManagedPolicy')[0].PolicyDocument.Statement;
}

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/mine';

describe.each(FEATURE_FLAGS)('an extension without props, with %s', (_, context) => {
  const made = template(undefined, newStack({}, newApp(context)));

  test('creates only a stream, a layer, a policy and three parameters', () => {
    const types = Object.values<{ Type: string }>(made.toJSON().Resources).map((resource) => resource.Type).sort();
    expect(types).toEqual([
      'AWS::IAM::ManagedPolicy', 'AWS::Kinesis::Stream', 'AWS::Lambda::LayerVersion',
      'AWS::SSM::Parameter', 'AWS::SSM::Parameter', 'AWS::SSM::Parameter',
    ]);
  });

  test('creates an on-demand stream that is encrypted with the AWS managed key, and outlives the stack', () => {
    made.hasResource('AWS::Kinesis::Stream', {
      Properties: {
        Name: Match.absent(),
        ShardCount: Match.absent(),
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
        StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
      },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('creates a layer for every runtime, on both architectures', () => {
    made.hasResourceProperties('AWS::Lambda::LayerVersion', {
      CompatibleRuntimes: Match.absent(),
      CompatibleArchitectures: ['x86_64', 'arm64'],
      LicenseInfo: 'Apache-2.0',
      Description: Match.stringLikeRegexp('Kinesis'),
    });
  });

  test('creates a policy that allows only putting records into the stream', () => {
    const [stream] = Object.keys(made.findResources('AWS::Kinesis::Stream'));
    made.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: { 'Fn::GetAtt': [stream, 'Arn'] } }],
      },
    });
  });

  test.each([
    ['/telemetry/kinesis/extension/arn', 'AWS::Lambda::LayerVersion', (id: string) => ({ Ref: id })],
    ['/telemetry/kinesis/runtime/policy/arn', 'AWS::IAM::ManagedPolicy', (id: string) => ({ Ref: id })],
    ['/telemetry/kinesis/stream/arn', 'AWS::Kinesis::Stream', (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })],
  ])('creates the parameter %s with the ARN of the %s', (name, type, arn) => {
    const [id] = Object.keys(made.findResources(type));
    made.hasResourceProperties('AWS::SSM::Parameter', { Name: name, Type: 'String', Value: arn(id) });
  });
});

describe('the stream', () => {
  test('is the given stream, if there is one', () => {
    const stack = newStack();
    const stream = new kinesis.Stream(stack, 'Mine');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { stream });
    expect(telemetry.stream).toBe(stream);
    Template.fromStack(stack).resourceCountIs('AWS::Kinesis::Stream', 1);
  });

  test('has the given name', () => {
    template({ streamName: 'my-telemetry' }).hasResourceProperties('AWS::Kinesis::Stream', { Name: 'my-telemetry' });
  });

  test('is retained with RemovalPolicy.RETAIN', () => {
    template({ removalPolicy: RemovalPolicy.RETAIN })
      .hasResource('AWS::Kinesis::Stream', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('the policy', () => {
  test('for an imported stream names its ARN', () => {
    const statements = statementsWith((stack) => kinesis.Stream.fromStreamArn(stack, 'Mine', STREAM_ARN));
    expect(statements).toEqual([{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: STREAM_ARN }]);
  });

  test('for a stream with a customer managed key also allows only generating data keys with that key', () => {
    const statements = statementsWith((stack) => new kinesis.Stream(stack, 'Mine', {
      encryption: kinesis.StreamEncryption.KMS, encryptionKey: new kms.Key(stack, 'Key'),
    }));
    expect(statements).toEqual([
      expect.objectContaining({ Action: 'kinesis:PutRecords' }),
      { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    ]);
  });

  test('for an imported stream with a key names the imported key', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012';
    const statements = statementsWith((stack) => kinesis.Stream.fromStreamAttributes(stack, 'Mine', {
      streamArn: STREAM_ARN, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn),
    }));
    expect(statements).toContainEqual({ Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: keyArn });
  });

  test('has the given name', () => {
    template({ policyName: 'write-telemetry' })
      .hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'write-telemetry' });
  });
});

describe('the layer', () => {
  test('has the given name and description', () => {
    template({ layerVersionName: 'telemetry', description: 'Ours' })
      .hasResourceProperties('AWS::Lambda::LayerVersion', { LayerName: 'telemetry', Description: 'Ours' });
  });
});

describe('the parameters', () => {
  test('have the given prefix', () => {
    const made = template({ parameterPrefix: '/platform/observability' });
    for (const name of ['extension/arn', 'runtime/policy/arn', 'stream/arn']) {
      made.hasResourceProperties('AWS::SSM::Parameter', { Name: `/platform/observability/${name}` });
    }
  });

  test('can have a token as their prefix', () => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry', { parameterPrefix: `/telemetry/${stack.stackName}-${stack.region}` });
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', {
      Name: { 'Fn::Join': ['', ['/telemetry/Stack-', { Ref: 'AWS::Region' }, '/stream/arn']] },
    });
  });
});

test('the construct has properties for its resources and its environment variables', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { partitionKey: undefined, dispatchThreshold: 7 });
  const [[stream], [layer], [policy]] = ['AWS::Kinesis::Stream', 'AWS::Lambda::LayerVersion', 'AWS::IAM::ManagedPolicy']
    .map((type) => Object.keys(Template.fromStack(stack).findResources(type)));
  expect(stack.resolve(telemetry.stream.streamArn)).toEqual({ 'Fn::GetAtt': [stream, 'Arn'] });
  expect(stack.resolve(telemetry.layer.layerVersionArn)).toEqual({ Ref: layer });
  expect(stack.resolve(telemetry.policy.managedPolicyArn)).toEqual({ Ref: policy });
  expect(stack.resolve(telemetry.layerArnParameter.parameterName)).toEqual({ Ref: expect.stringMatching('LayerArnParameter') });
  expect(stack.resolve(telemetry.policyArnParameter.parameterName)).toEqual({ Ref: expect.stringMatching('PolicyArnParameter') });
  expect(stack.resolve(telemetry.streamArnParameter.parameterName)).toEqual({ Ref: expect.stringMatching('StreamArnParameter') });
  expect(stack.resolve(telemetry.environment)).toEqual({
    KINESIS_TELEMETRY_STREAM_ARN: { 'Fn::GetAtt': [stream, 'Arn'] },
    KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '7',
  });
});

test('the environment variables of the construct cannot be changed', () => {
  const { environment } = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => { environment.KINESIS_TELEMETRY_ENABLED = 'false'; }).toThrow(TypeError);
});
