import { permittedStream } from '../../../demo/template/check-permissions';
import { SynthesizedStack, TemplateResource } from '../../../demo/template/cloud-assembly';
import { readDeployment } from '../../../demo/template/read-deployment';

const PLACE = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' };
const PUT = { Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: { 'Fn::GetAtt': ['Stream', 'Arn'] } };

type Resources = Record<string, TemplateResource>;

const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const managedPolicy = (properties: object = {}) => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document(PUT), ...properties } });

/** The template of a function with telemetry, reduced to the parts that the demo reads. */
function stackWith(changes: Resources = {}): SynthesizedStack {
  const resources: Resources = {
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } } },
    Layer: { Type: 'AWS::Lambda::LayerVersion', Properties: { Content: { S3Key: 'layer.zip' } } },
    Policy: managedPolicy(),
    Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [{ Ref: 'Policy' }] } },
    Checkout0A1B2C3D: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Key: 'code.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Layers: [{ Ref: 'Layer' }],
        Environment: { Variables: { KINESIS_TELEMETRY_STREAM_ARN: { 'Fn::GetAtt': ['Stream', 'Arn'] }, GREETING: 'hi' } },
        LoggingConfig: { LogFormat: 'JSON' },
        Timeout: 2,
      },
    },
    ...changes,
  };
  return { stackName: 'Shop', template: { Resources: resources }, assets: new Map([['layer.zip', __filename], ['code.zip', __dirname]]) };
}

function streamOf(stack: SynthesizedStack) {
  const deployment = readDeployment(stack, PLACE);
  return permittedStream(deployment.functions[0], deployment);
}

function withFunction(properties: object): SynthesizedStack {
  const stack = stackWith();
  const fn = stack.template.Resources.Checkout0A1B2C3D;
  return stackWith({ Checkout0A1B2C3D: { ...fn, Properties: { ...fn.Properties, ...properties } } });
}

test('reads the configuration of a function from the template', () => {
  const [fn] = readDeployment(stackWith(), PLACE).functions;
  expect(fn).toMatchObject({
    title: 'Checkout',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    timeoutMs: 2_000,
    memorySizeMB: 128,
    logFormat: 'JSON',
    codeDirectory: __dirname,
    layers: [__filename],
    environment: { GREETING: 'hi' },
  });
  expect(fn.environment.KINESIS_TELEMETRY_STREAM_ARN).toMatch(/^arn:aws:kinesis:eu-west-1:123456789012:stream\/Shop-Stream-/);
});

test('finds the stream of a function', () => {
  expect(streamOf(stackWith())).toMatchObject({ shards: 4 });
});

describe('finds the permission of the role', () => {
  const role = (properties: TemplateResource['Properties']): Resources => ({ Role: { Type: 'AWS::IAM::Role', Properties: properties } });
  test.each<[string, Resources]>([
    ['in a policy that names the role', { ...role({}), Policy: managedPolicy({ Roles: [{ Ref: 'Role' }] }) }],
    ['in an inline policy', role({ Policies: [{ PolicyName: 'p', PolicyDocument: document(PUT) }] })],
    ['in a policy resource', { ...role({}), Policy: { ...managedPolicy({ Roles: [{ Ref: 'Role' }] }), Type: 'AWS::IAM::Policy' } }],
  ])('%s', (_, resources) => {
    expect(() => streamOf(stackWith(resources))).not.toThrow();
  });
});

describe('fails', () => {
  test.each<[string, SynthesizedStack, string]>([
    ['without the policy', stackWith({ Role: { Type: 'AWS::IAM::Role' } }), 'On AWS Checkout could not write to its stream: no statement allows kinesis:PutRecords'],
    ['with a policy for another stream', stackWith({ Policy: managedPolicy({ PolicyDocument: document({ ...PUT, Resource: 'arn:aws:kinesis:eu-west-1:123456789012:stream/other' }) }) }), 'no statement allows'],
    ['with a policy for another action', stackWith({ Policy: managedPolicy({ PolicyDocument: document({ ...PUT, Action: 'kinesis:PutRecord' }) }) }), 'no statement allows'],
    ['with a deny', stackWith({ Policy: managedPolicy({ PolicyDocument: document(PUT, { Effect: 'Deny', Action: '*', Resource: '*' }) }) }), 'a statement denies'],
    ['without the setting', withFunction({ Environment: { Variables: {} } }), 'Checkout has no KINESIS_TELEMETRY_STREAM_ARN'],
    ['without the layer', withFunction({ Layers: [] }), 'Checkout has no layer'],
    ['with a stream of another stack', withFunction({ Environment: { Variables: { KINESIS_TELEMETRY_STREAM_ARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/x' } } }), 'which is not a stream of the template'],
    ['with an unsupported runtime', withFunction({ Runtime: 'ruby3.4' }), 'The runtime of Checkout must be nodejs22.x, nodejs24.x or one of Python, got ruby3.4'],
    ['with a missing asset', withFunction({ Code: { S3Key: 'gone.zip' } }), 'gone.zip is not in the cloud assembly'],
    ['without permission for the customer managed key', stackWith({
      Key: { Type: 'AWS::KMS::Key' },
      Stream: { Type: 'AWS::Kinesis::Stream', Properties: { StreamEncryption: { EncryptionType: 'KMS', KeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } } },
    }), 'no statement allows kms:GenerateDataKey'],
  ])('%s', (_, stack, message) => {
    expect(() => streamOf(stack)).toThrow(message);
  });
});
