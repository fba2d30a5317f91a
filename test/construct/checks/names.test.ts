import { RemovalPolicy } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../../src';
import { newStack } from '../fixtures';

function make(props: KinesisTelemetryExtensionProps): () => void {
  return () => new KinesisTelemetryExtension(newStack(), 'Telemetry', props);
}

test.each<[KinesisTelemetryExtensionProps, string]>([
  [{ streamName: 'my stream' }, 'streamName must be 1 to 128 letters, digits, underscores, periods and hyphens, got "my stream"'],
  [{ streamName: '' }, 'streamName must be 1 to 128 letters, digits, underscores, periods and hyphens, got ""'],
  [{ layerVersionName: 'a.b' }, 'layerVersionName must be 1 to 140 letters, digits, hyphens and underscores, got "a.b"'],
  [{ policyName: 'a/b' }, 'policyName must be 1 to 128 letters, digits and the characters _+=,.@-, got "a/b"'],
  [{ description: 'x'.repeat(257) }, 'description must be at most 256 characters, got "xxx'],
])('%p is an error at synth time', (props, message) => {
  expect(make(props)).toThrow(`Stack/Telemetry: ${message}`);
});

test.each([
  ['telemetry', 'must start with a slash'],
  ['', 'must start with a slash'],
  ['/telemetry/', 'must not end with a slash'],
  ['/', 'must not end with a slash'],
  ['/a//b', 'must not have an empty level'],
  ['/tele metry', 'may only contain letters, digits, and the characters _.-/'],
  ['/aws/telemetry', 'must not begin with "aws" or "ssm"'],
  ['/SSM-telemetry', 'must not begin with "aws" or "ssm"'],
  [`/${'x'.repeat(1000)}`, 'must have at most 928 characters'],
  ['/1/2/3/4/5/6/7/8/9/10/11/12/13', 'must have at most 12 levels'],
])('the parameter prefix %p is an error: it %s', (parameterPrefix, message) => {
  expect(make({ parameterPrefix })).toThrow(`Stack/Telemetry: parameterPrefix ${message}`);
  expect(make({ parameterPrefix })).toThrow(`got "${parameterPrefix}"; use one such as /telemetry/kinesis`);
});

test.each(['/t', '/Team_1/kinesis.telemetry-x', '/1/2/3/4/5/6/7/8/9/10/11/12'])('accepts the parameter prefix %p', (parameterPrefix) => {
  expect(make({ parameterPrefix })).not.toThrow();
});

test.each<[string, KinesisTelemetryExtensionProps]>([
  ['streamName', { streamName: 'name' }],
  ['removalPolicy', { removalPolicy: RemovalPolicy.RETAIN }],
])('%s together with stream is an error that says where to set it', (prop, props) => {
  const stack = newStack();
  const stream = new kinesis.Stream(stack, 'Mine');
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { ...props, stream }))
    .toThrow(`Stack/Telemetry: ${prop} is for the stream that the construct creates, but stream is given as well (Stack/Mine). `
      + `Remove one of the two, or set ${prop} where the given stream is created`);
});

test('an imported stream is an error when its ARN is not the ARN of a stream', () => {
  const stack = newStack();
  const stream = kinesis.Stream.fromStreamArn(stack, 'Mine', 'arn:aws:kinesis:eu-west-1:111111111111:stream/a/consumer/b:1');
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { stream })).toThrow('must be the ARN of a Kinesis stream');
});
