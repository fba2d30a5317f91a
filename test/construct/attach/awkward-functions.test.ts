import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { AttachToAllOptions, FlushStrategy, KinesisTelemetryExtension } from '../../../src';
import { functionsIn, IRELAND, newFunction, newStack } from '../fixtures';

function attachedIn(stack: Stack): string[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    .filter(([, { Properties }]) => 'KINESIS_TELEMETRY_STREAM_ARN' in ((Properties as { Environment?: { Variables: object } }).Environment?.Variables ?? {}))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
}

function warningsIn(stack: Stack, id: string): string[] {
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-kinesis-telemetry-extension:${id}`)).map(({ entry }) => String(entry.data));
}

function singleton(stack: Stack, id: string): lambda.SingletonFunction {
  return new lambda.SingletonFunction(stack, id, {
    uuid: 'mine', lambdaPurpose: 'Mine', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), memorySize: 256,
  });
}

function bare(stack: Stack): lambda.CfnFunction {
  return new lambda.CfnFunction(stack, 'Mine', {
    code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 256, role: 'arn:aws:iam::111111111111:role/theirs',
  });
}

/** Ways to name a function. Each makes one function, whose id begins with Mine. */
const NAMES: [what: string, make: (stack: Stack) => IConstruct][] = [
  ['a version', (stack) => newFunction(stack, 'Mine').currentVersion],
  ['an alias', (stack) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: newFunction(stack, 'Mine').currentVersion })],
  ['a SingletonFunction', (stack) => singleton(stack, 'Singleton')],
  ['a CfnVersion of a CfnFunction', (stack) => new lambda.CfnVersion(stack, 'Version', { functionName: bare(stack).ref })],
  ['a CfnAlias of a CfnFunction', (stack) => new lambda.CfnAlias(stack, 'Live', { functionName: bare(stack).attrArn, functionVersion: '1', name: 'live' })],
  ['a CfnFunction that is imported', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', bare(stack).attrArn)],
];

describe.each(NAMES)('%s', (_, make) => {
  test('in attachTo means its function', () => {
    const stack = newStack();
    const fn = make(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
    expect(attachedIn(stack)).toEqual([expect.stringMatching(/^Mine/)]);
  });

  test.each<[prop: string, options: (fn: IConstruct) => AttachToAllOptions, expected: RegExp]>([
    ['exclude', (fn) => ({ exclude: [fn] }), /^Other$/],
    ['include', (fn) => ({ include: [fn] }), /^Mine/],
  ])('in %s of attachToAll means its function', (_prop, options, expected) => {
    const stack = newStack();
    const fn = make(stack);
    newFunction(stack, 'Other');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack, options(fn));
    expect(attachedIn(stack)).toEqual([expect.stringMatching(expected)]);
  });
});

test('extensionInImage of attachToAll attaches the images, and gives the other functions the layer', () => {
  const stack = newStack();
  new lambda.DockerImageFunction(stack, 'Image', { code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'R', 'images')) });
  newFunction(stack, 'Zip');
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack, { extensionInImage: true });
  expect(attachedIn(stack)).toEqual(['Image', 'Zip']);
  expect(functionsIn(stack).map(({ Layers }) => Layers?.length)).toEqual([undefined, 1]);
});

test.each([undefined, null, 'function'])('attachTo(%p) is an error that names the extension', (nothing) => {
  const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => telemetry.attachTo(nothing as unknown as lambda.IFunction)).toThrow(`Stack/Telemetry: attachTo needs a function, got ${String(nothing)}`);
});

test('environment variables above 4 KB are an error', () => {
  for (const [length, expected] of [[3_900, undefined], [4_100, 'Stack/Function has environment variables of']] as const) {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { environment: { LONG: 'x'.repeat(length) } }));
    if (expected) expect(() => Template.fromStack(stack)).toThrow(expected);
    else expect(() => Template.fromStack(stack)).not.toThrow();
  }
});

test.each<[call: string, make: (telemetry: KinesisTelemetryExtension) => unknown, expected: string]>([
  ['attachToAll', (telemetry) => telemetry.attachToAll(undefined as unknown as Stack), 'attachToAll needs a construct, a stack or an app, got undefined'],
  ['addConsumer', (telemetry) => telemetry.addConsumer(undefined as unknown as lambda.IFunction), 'addConsumer needs a function, got undefined'],
  ['addVpcEndpoint', (telemetry) => telemetry.addVpcEndpoint(undefined as unknown as ec2.IVpc), 'addVpcEndpoint needs a VPC, got undefined'],
])('%s of nothing is an error that names the extension', (_, make, expected) => {
  const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => make(telemetry)).toThrow(`Stack/Telemetry: ${expected}`);
});

describe('a wrong ARN of a stream names the construct and the prop', () => {
  test('in fromAttributes', () => {
    expect(() => KinesisTelemetryExtension.fromAttributes(newStack(), 'Telemetry', {
      layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1', streamArn: 'arn:aws:sqs:eu-west-1:111111111111:queue',
    })).toThrow('Stack/Telemetry: streamArn must be an ARN such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got "arn:aws:sqs:');
  });

  test('in fromAttributes without the ARN', () => {
    expect(() => KinesisTelemetryExtension.fromAttributes(newStack(), 'Telemetry', {
      layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1', streamArn: undefined as unknown as string,
    })).toThrow('Stack/Telemetry: streamArn must be an ARN such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got undefined');
  });

  test('in the prop stream', () => {
    const stack = newStack();
    const stream = kinesis.Stream.fromStreamArn(stack, 'Given', 'arn:aws:kinesis:eu-west-1:telemetry:stream/x');
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { stream })).toThrow('Stack/Telemetry: stream has an invalid ARN (Stack/Given): it must be');
  });
});

test.each([
  [{ linger: Duration.seconds(2) }, 'linger must not be longer than dispatchInterval (1000 ms), got 2000 ms'],
  [{ linger: Duration.millis(300), dispatchInterval: Duration.millis(200) }, 'linger must not be longer than dispatchInterval (200 ms), got 300 ms'],
  [{ linger: Duration.seconds(9), flushStrategy: FlushStrategy.periodic(Duration.seconds(8)) },
    'linger must not be longer than the interval of FlushStrategy.periodic (8000 ms), got 9000 ms'],
])('%p is an error', (props, expected) => {
  expect(() => new KinesisTelemetryExtension(newStack(), 'Telemetry', props)).toThrow(`Stack/Telemetry: ${expected}`);
});

describe('stopCloudWatchLogs of a function', () => {
  function warningsWith(shared: 'role' | 'role and log group', others: object = {}): string[] {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(stack, 'Logs');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'One', { role, logGroup }), { stopCloudWatchLogs: true });
    telemetry.attachTo(newFunction(stack, 'Two', { role, logGroup: shared === 'role' ? undefined : logGroup }), others);
    return warningsIn(stack, 'sharedLogsStopped');
  }

  test('warns of another function with the same role and log group', () => {
    expect(warningsWith('role and log group')).toEqual([expect.stringMatching('^stopCloudWatchLogs of Stack/One also stops the logs of Stack/Two, with the same role and')]);
  });

  test('warns of a function in another stack, and of one that names the log group that Lambda creates', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map((id) => newStack({ env: IRELAND }, app, id));
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(stack, 'Logs');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'One', { role, logGroup }), { stopCloudWatchLogs: true });
    newFunction(other, 'Two', { role, logGroup });
    telemetry.attachTo(newFunction(stack, 'Three', { role, functionName: 'three' }), { stopCloudWatchLogs: true });
    newFunction(stack, 'Four', { role, logGroup: logs.LogGroup.fromLogGroupName(stack, 'OfThree', '/aws/lambda/three') });
    expect(warningsIn(stack, 'sharedLogsStopped')).toEqual([
      expect.stringMatching('^stopCloudWatchLogs of Stack/One also stops the logs of Other/Two,'), expect.stringMatching('of Stack/Three also stops the logs of Stack/Four,'),
    ]);
  });

  test('does not warn if the other logs are stopped, too, or go elsewhere', () => {
    expect(warningsWith('role and log group', { stopCloudWatchLogs: true })).toEqual([]);
    expect(warningsWith('role')).toEqual([]);
  });
});

test('a role that CDK must not create gets the policy in the report of customized roles', () => {
  const app = new App();
  const stack = newStack({ env: IRELAND }, app);
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Function/ServiceRole': 'theirs' } });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack));
  expect(() => Template.fromStack(stack)).not.toThrow();
  expect(attachedIn(stack)).toEqual(['Function']);
});
