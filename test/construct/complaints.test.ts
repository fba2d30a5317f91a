import { Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cr from 'aws-cdk-lib/custom-resources';
import { functionsIn, IRELAND, logicalIdsIn, newApp, newFunction, newStack, otherLayer, propertiesIn } from './fixtures';
import { KinesisTelemetryExtension } from '../../src';

/**
 * Known problems of CDK users with layers and other attachments of functions; each test names one. layer.test.ts tests that aliases
 * use a new layer without the feature flag recognizeLayerVersion.
 */

function attached(props: Partial<lambda.FunctionProps> = {}, stack: Stack = newStack({ env: IRELAND })) {
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const fn = newFunction(stack, 'Function', props);
  telemetry.attachTo(fn);
  return { stack, telemetry, fn };
}

function layersOf(stack: Stack): number[] {
  return functionsIn(stack).map((fn) => fn.Layers?.length ?? 0);
}

test('an Alias and a Version have no addLayers; their function is in .lambda', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const { currentVersion } = newFunction(stack);
  telemetry.attachTo(new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: currentVersion }));
  telemetry.attachTo(currentVersion);
  expect(layersOf(stack)).toEqual([1]);
});

test('a SingletonFunction is not a Function', () => {
  const stack = newStack();
  const singleton = new lambda.SingletonFunction(stack, 'Singleton', {
    uuid: 'mine', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), memorySize: 256,
  });
  expect(singleton).not.toBeInstanceOf(lambda.Function);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(singleton);
  expect(layersOf(stack)).toEqual([1]);
});

test('an imported function has no addLayers and no addEnvironment, and possibly no role', () => {
  const { stack, telemetry } = attached();
  const imported = lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:111111111111:function:theirs');
  expect(imported.role).toBeUndefined();
  expect(() => telemetry.attachTo(imported)).toThrow(/Stack\/Imported is not a function that this app creates.*\/telemetry\/kinesis\/extension\/arn/);
});

test('addEnvironment overwrites silently', () => {
  const { stack, fn } = attached();
  fn.addEnvironment('KINESIS_TELEMETRY_STREAM_ARN', 'theirs');
  expect(() => Template.fromStack(stack)).toThrow('but the variable was set to "theirs" afterwards');
});

test('addLayers throws an error for the sixth layer that does not name its owner', () => {
  expect(() => attached({ layers: ['A', 'B', 'C', 'D', 'E'].map((id) => otherLayer(new Stack(), id)) }))
    .toThrow('Stack/Function has no layer slot left for the extension');
});

test('addLayers throws an error for a runtime that the layer does not list', () => {
  const runtime = new lambda.Runtime('nodejs99.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true });
  expect(layersOf(attached({ runtime }).stack)).toEqual([1]);
  const stack = newStack();
  KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { runtime }));
  expect(layersOf(stack)).toEqual([1]);
});

test('addLayers renders Layers on a container image, and the deployment fails', () => {
  const { stack, telemetry } = attached();
  const image = new lambda.DockerImageFunction(stack, 'Image', {
    code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'images')),
  });
  expect(() => telemetry.attachTo(image)).toThrow('Stack/Image has a container image, which cannot have layers');
  telemetry.attachTo(image, { extensionInImage: true });
  expect(layersOf(stack)).toEqual([1, 0]);
});

test('a function with the same layer twice synthesizes, but fails at deployment', () => {
  const { stack, telemetry, fn } = attached();
  telemetry.attachTo(fn);
  expect(layersOf(stack)).toEqual([1]);
  const { stack: other, telemetry: theirs, fn: twice } = attached();
  twice.addLayers(theirs.layer);
  expect(() => Template.fromStack(other)).toThrow('Stack/Function has the layer of Stack/Telemetry 2 times');
});

test('the name of the latest Node.js runtime of a region is a token', () => {
  const stack = newStack();
  const runtime = lambda.determineLatestNodeRuntime(stack);
  expect(runtime.family).toBe(lambda.RuntimeFamily.NODEJS);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { runtime, code: lambda.Code.fromAsset(__dirname) }));
  expect(layersOf(stack)).toEqual([1]);
});

test('CDK identifies a layer by its construct id', () => {
  const { stack, telemetry } = attached();
  expect(telemetry.layer.node.id).toBe('KinesisTelemetryExtensionLayer');
  const shared = newStack({ env: IRELAND }, stack.node.root as ReturnType<typeof newApp>, 'Other');
  const fn = newFunction(shared, 'Function', { layers: [new lambda.LayerVersion(shared, 'Layer', { code: lambda.Code.fromAsset(__dirname) })] });
  telemetry.attachTo(fn);
  expect(layersOf(shared)).toEqual([2]);
});

test('an exported layer ARN blocks the deployment when another stack uses it', () => {
  const app = newApp();
  const home = newStack({}, app, 'Home');
  const other = newStack({}, app, 'Other');
  new KinesisTelemetryExtension(home, 'Telemetry').attachTo(newFunction(other));
  expect(functionsIn(other)[0].Layers).toEqual([{ Ref: logicalIdsIn(other, 'AWS::Lambda::LayerVersion')[0] }]);
  expect(JSON.stringify(Template.fromStack(home).findOutputs('*'))).not.toContain('Layer');
});

test('CDK adds a managed policy to an imported role without a warning, but it works only in the same account', () => {
  const role = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::222222222222:role/theirs');
  const stack = newStack({ env: IRELAND });
  attached({ role: role(stack) }, stack);
  Annotations.fromStack(stack).hasWarning('/Stack/Function', Match.stringLikeRegexp('roleNotChanged'));
  const unknown = newStack();
  attached({ role: role(unknown) }, unknown);
  Annotations.fromStack(unknown).hasWarning('/Stack/Function', Match.stringLikeRegexp('roleOfAnotherAccount'));
});

describe('a role can have 10 managed policies by default', () => {
  function withPolicies(count: number): Stack {
    const stack = newStack();
    const { fn } = attached({}, stack);
    // The role already has one policy of CDK and one of the extension.
    for (let i = 2; i < count; i++) fn.role?.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyName(stack, `P${i}`, `p${i}`));
    expect(propertiesIn<{ ManagedPolicyArns: unknown[] }>(stack, 'AWS::IAM::Role')[0].ManagedPolicyArns).toHaveLength(count);
    return stack;
  }

  test('and 11 policies are a warning', () => {
    Annotations.fromStack(withPolicies(11)).hasWarning('/Stack/Function',
      Match.stringLikeRegexp('has 11 managed policies, including the one for telemetry.*cdk-kinesis-telemetry-extension:manyManagedPolicies'));
  });

  test('and 10 policies are no warning', () => {
    Annotations.fromStack(withPolicies(10)).hasNoWarning('*', Match.anyValue());
  });
});

test('a Mixin does not attach functions that are added later, but an Aspect does', () => {
  for (const [way, expected] of [['mixin', [0]], ['aspect', [1]]] as const) {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    if (way === 'mixin') stack.with(telemetry.asMixin());
    else Aspects.of(stack).add(telemetry.asAspect());
    newFunction(stack);
    expect(layersOf(stack)).toEqual(expected);
  }
});

test('layers cannot be appended to a CfnFunction, so a Mixin supports only the L2', () => {
  const stack = newStack();
  const mixin = new KinesisTelemetryExtension(stack, 'Telemetry').asMixin();
  const fn = newFunction(stack);
  expect([fn, fn.node.defaultChild!].map((construct) => mixin.supports(construct))).toEqual([true, false]);
});

test('attachToAll skips CDK\'s own singletons', () => {
  const { stack, telemetry } = attached();
  new cr.AwsCustomResource(stack, 'Call', {
    onCreate: { service: 'S3', action: 'listBuckets', physicalResourceId: cr.PhysicalResourceId.of('x') },
    policy: cr.AwsCustomResourcePolicy.fromSdkCalls({ resources: cr.AwsCustomResourcePolicy.ANY_RESOURCE }),
  });
  telemetry.attachToAll(stack);
  expect(layersOf(stack).sort()).toEqual([0, 1]);
});

test('Lambda@Edge does not accept environment variables and layers', () => {
  const stack = newStack({ env: { account: '111111111111', region: 'us-east-1' } });
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const edge = new cloudfront.experimental.EdgeFunction(stack, 'Edge', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'),
  });
  expect(() => telemetry.attachTo(edge)).toThrow('Stack/Edge is used as Lambda@Edge, which accepts neither layers nor environment variables');
  telemetry.attachToAll(stack);
  expect(layersOf(stack)).toEqual([0]);
});
