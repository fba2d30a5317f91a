import { ResolverError, TemplateResolver } from '../../../demo/template/template-resolver';

const resolver = new TemplateResolver({
  Resources: {
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'telemetry' } },
    Nameless: { Type: 'AWS::Kinesis::Stream' },
    Layer: { Type: 'AWS::Lambda::LayerVersion' },
    Policy: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: { 'Fn::Sub': 'p-${AWS::Region}' } } },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'role' } },
    Queue: { Type: 'AWS::SQS::Queue' },
  },
}, { partition: 'aws', accountId: '123456789012', region: 'eu-west-1', stackName: 'Shop' });

const ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';

test.each([
  ['plain values', { a: [1, 'b', true] }, { a: [1, 'b', true] }],
  ['Ref of a stream', { Ref: 'Stream' }, 'telemetry'],
  ['Ref of a policy', { Ref: 'Policy' }, 'arn:aws:iam::123456789012:policy/p-eu-west-1'],
  ['GetAtt', { 'Fn::GetAtt': ['Stream', 'Arn'] }, ARN],
  ['GetAtt as a string', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::123456789012:role/role'],
  ['Join', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }]] }, 'arn:aws:iam::123456789012'],
  ['Sub', { 'Fn::Sub': '${Stream}/${Stream.Arn}/${AWS::StackName}/${!Literal}' }, `telemetry/${ARN}/Shop/\${Literal}`],
  ['Sub with variables', { 'Fn::Sub': ['${x}-${AWS::Region}', { x: { Ref: 'Stream' } }] }, 'telemetry-eu-west-1'],
  ['Select and Split', { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Stream', 'Arn'] }] }] }, 'stream/telemetry'],
  ['no value', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
])('resolves %s', (_, value, expected) => {
  expect(resolver.resolve(value)).toEqual(expected);
});

test('generates a stable and unique name for a resource without one', () => {
  expect(resolver.ref('Nameless')).toMatch(/^Shop-Nameless-[0-9A-F]{12}$/);
  expect(resolver.ref('Nameless')).toBe(resolver.ref('Nameless'));
  expect(resolver.ref('Layer')).toMatch(/^arn:aws:lambda:eu-west-1:123456789012:layer:Shop-Layer-[0-9A-F]{12}:1$/);
});

test.each([
  ['an unknown resource', { Ref: 'Nobody' }, 'no resource Nobody'],
  ['an attribute that is only known after a deployment', { 'Fn::GetAtt': ['Queue', 'QueueUrl'] }, 'Attribute QueueUrl of Queue (AWS::SQS::Queue)'],
  ['another stack\'s export', { 'Fn::ImportValue': 'x' }, 'Fn::ImportValue is not supported'],
])('fails with a message that names %s', (_, value, message) => {
  expect(() => resolver.resolve(value)).toThrow(ResolverError);
  expect(() => resolver.resolve(value)).toThrow(message);
});
