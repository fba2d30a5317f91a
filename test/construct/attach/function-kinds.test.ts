import { AspectPriority, Aspects, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sam from 'aws-cdk-lib/aws-sam';
import { IConstruct } from 'constructs';
import { KinesisTelemetryExtension } from '../../../src';
import { FEATURE_FLAGS, FunctionProperties, functionsIn, IRELAND, logicalIdsIn, newApp, newFunction, newStack, propertiesIn } from '../fixtures';

const CODE = { handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {}'), memorySize: 256 };

const SAM_CODE = { handler: 'index.handler', runtime: 'nodejs22.x', inlineCode: 'exports.handler = async () => {}', memorySize: 256 };

function newRole(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

function newCfnRole(stack: Stack): iam.CfnRole {
  return new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: { Statement: [] } });
}

function newCfnFunction(stack: Stack, role: string): lambda.CfnFunction {
  return new lambda.CfnFunction(stack, 'Function', { code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 256, role });
}

/** The kinds of functions. Each entry creates exactly one function. */
const KINDS: [kind: string, make: (stack: Stack) => IConstruct][] = [
  ['a Function', (stack) => newFunction(stack)],
  ['a NodejsFunction', (stack) => new NodejsFunction(stack, 'Function', { ...CODE, runtime: lambda.Runtime.NODEJS_24_X })],
  ['a SingletonFunction', (stack) => new lambda.SingletonFunction(stack, 'Function', { ...CODE, runtime: lambda.Runtime.NODEJS_22_X, uuid: 'mine' })],
  ['an existing SingletonFunction', (stack) => {
    const props = { ...CODE, runtime: lambda.Runtime.NODEJS_22_X, uuid: 'mine' };
    return [new lambda.SingletonFunction(stack, 'First', props), new lambda.SingletonFunction(stack, 'Second', props)][1];
  }],
  ['an Alias', (stack) => new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: newFunction(stack).currentVersion })],
  ['a Version', (stack) => newFunction(stack).currentVersion],
  ['the latest version', (stack) => newFunction(stack).latestVersion],
  ['a function whose runtime is a token', (stack) => newFunction(stack, 'Function', {
    runtime: new lambda.Runtime(Lazy.string({ produce: () => 'nodejs22.x' }), lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true }),
  })],
  ['a function whose layers are tokens', (stack) => newFunction(stack, 'Function', {
    layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Theirs', Lazy.string({ produce: () => 'arn:aws:lambda:eu-west-1:333333333333:layer:a:1' }))],
  })],
  ['a function with an imported role', (stack) => newFunction(stack, 'Function', {
    role: iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${IRELAND.account}:role/theirs`),
  })],
  ['a CfnFunction with the L2 of a role', (stack) => newCfnFunction(stack, newRole(stack).roleArn)],
  ['a CfnFunction with a CfnRole', (stack) => newCfnFunction(stack, newCfnRole(stack).attrArn)],
  ['a CfnFunction with an imported role', (stack) => newCfnFunction(stack, `arn:aws:iam::${IRELAND.account}:role/theirs`)],
  ['a CfnFunction in a nested stack', (stack) => {
    const nested = new NestedStack(stack, 'Nested');
    return newCfnFunction(nested, newCfnRole(nested).attrArn);
  }],
  ['a function of SAM', (stack) => new sam.CfnFunction(stack, 'Function', { ...SAM_CODE })],
  ['a function of SAM with a CfnRole', (stack) => new sam.CfnFunction(stack, 'Function', { ...SAM_CODE, role: newCfnRole(stack).attrArn })],
  ['a function in a nested stack', (stack) => newFunction(new NestedStack(stack, 'Nested'))],
];

/** The ways to attach a function. */
const WAYS: [way: string, attach: (telemetry: KinesisTelemetryExtension, fn: IConstruct, stack: Stack) => void][] = [
  ['attachTo', (telemetry, fn) => telemetry.attachTo(fn)],
  ['attachTo, twice', (telemetry, fn) => { telemetry.attachTo(fn); telemetry.attachTo(fn, {}); }],
  ['attachToAll', (telemetry, _, stack) => telemetry.attachToAll(stack)],
  ['an Aspect', (telemetry, _, stack) => Aspects.of(stack).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING })],
  ['a Mixin on the stack', (telemetry, _, stack) => { stack.with(telemetry.asMixin()); }],
  ['all of them', (telemetry, fn, stack) => {
    Aspects.of(stack).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING });
    telemetry.attachTo(fn);
    telemetry.attachToAll(stack);
    stack.with(telemetry.asMixin());
  }],
];

function onlyFunctionIn(stack: Stack) {
  const functions = stacksIn(stack).flatMap((each) => [...functionsIn(each), ...propertiesIn<FunctionProperties>(each, 'AWS::Serverless::Function')]);
  expect(functions).toHaveLength(1);
  return functions[0];
}

describe.each(WAYS)('with %s', (_, attach) => {
  test.each(KINDS)('%s gets the layer once, the settings and the permission', (_kind, make) => {
    const stack = newStack({ env: IRELAND });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { dispatchThreshold: 9 });
    attach(telemetry, make(stack), stack);
    const { Layers, Environment } = onlyFunctionIn(stack);
    const ours = JSON.stringify(Layers).match(/KinesisTelemetryExtensionLayer/g);
    expect(ours).toHaveLength(1);
    expect(Environment.Variables).toEqual({ KINESIS_TELEMETRY_STREAM_ARN: expect.anything(), KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '9' });
    expect(hasPermission(stack)).toBe(true);
  });

  test.each(FEATURE_FLAGS)('a function in another stack has the layer of its own stack, with %s', (_flags, context) => {
    const app = newApp(context);
    const telemetry = new KinesisTelemetryExtension(newStack({}, app, 'Home'), 'Telemetry');
    const other = newStack({}, app, 'Other');
    attach(telemetry, newFunction(other), other);
    expect(functionsIn(other)[0].Layers).toEqual([{ Ref: logicalIdsIn(other, 'AWS::Lambda::LayerVersion')[0] }]);
  });
});

test.each(WAYS)('with %s, a function stays attached to another extension', (way, attach) => {
  const stack = newStack();
  const theirs = new KinesisTelemetryExtension(stack, 'Theirs', { parameterPrefix: '/theirs' });
  const fn = newFunction(stack);
  theirs.attachTo(fn);
  const ours = new KinesisTelemetryExtension(stack, 'Ours');
  if (way.startsWith('attachTo') && !way.includes('All')) {
    expect(() => attach(ours, fn, stack)).toThrow('Stack/Function is already attached to Stack/Theirs');
  } else if (way !== 'all of them') {
    attach(ours, fn, stack);
  }
  expect(JSON.stringify(functionsIn(stack)[0].Environment.Variables)).toContain('TheirsStream');
  expect(functionsIn(stack)[0].Layers).toHaveLength(1);
});

test('a Mixin can attach a single function', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  newFunction(stack, 'A').with(telemetry.asMixin());
  newFunction(stack, 'B');
  expect(functionsIn(stack).map((fn) => fn.Layers?.length)).toEqual([1, undefined]);
});

test('a version of an imported function cannot be attached', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const version = lambda.Version.fromVersionArn(stack, 'Version', 'arn:aws:lambda:eu-west-1:111111111111:function:theirs:7');
  expect(() => telemetry.attachTo(version)).toThrow('Stack/Version is not a function that this app creates');
});

/** Whether the role lists the policy or, for an imported role, the policy lists the role. */
function hasPermission(stack: Stack): boolean {
  const arns = stacksIn(stack).flatMap((each) => propertiesIn<{ ManagedPolicyArns: unknown }>(each, 'AWS::IAM::Role').map((role) => role.ManagedPolicyArns));
  const ofSam = propertiesIn<{ Policies?: unknown }>(stack, 'AWS::Serverless::Function').map((fn) => fn.Policies);
  const roles = propertiesIn<{ Roles?: string[] }>(stack, 'AWS::IAM::ManagedPolicy').flatMap((policy) => policy.Roles ?? []);
  return JSON.stringify([arns, ofSam]).includes('TelemetryPolicy') || roles.includes('theirs');
}

function stacksIn(stack: Stack): Stack[] {
  return stack.node.findAll().filter((construct): construct is Stack => Stack.isStack(construct));
}
