import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../../src';
import { FEATURE_FLAGS, logicalIdsIn, newApp, newFunction, newStack, propertiesIn } from '../fixtures';

/** A stack with an attached function, and something of that stack that the stack of the stream uses. */
function circle(props: KinesisTelemetryExtensionProps, close: (telemetry: KinesisTelemetryExtension, other: Stack) => void, order: 'attach first' | 'attach last'): App {
  const app = newApp();
  const [home, other] = ['Home', 'Other'].map((id) => newStack({}, app, id));
  const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', props);
  const attach = () => telemetry.attachTo(newFunction(other));
  if (order === 'attach first') attach();
  close(telemetry, other);
  if (order === 'attach last') attach();
  return app;
}

const CIRCLES: [what: string, close: (telemetry: KinesisTelemetryExtension, other: Stack) => void][] = [
  ['an archive in a bucket', (telemetry, other) => telemetry.addArchive('Archive', { bucket: new s3.Bucket(other, 'Bucket') })],
  ['alarms to a topic', (telemetry, other) => telemetry.addAlarms({ alarmActions: [new actions.SnsAction(new sns.Topic(other, 'Topic'))] })],
  ['an alarm for a function', (telemetry, other) => telemetry.addAlarms({ telemetryStopped: { functions: [newFunction(other, 'Watched')] } })],
  ['an archive with a key', (telemetry, other) => telemetry.addArchive('Archive', { encryptionKey: new kms.Key(other, 'Key') })],
];

describe.each(['attach first', 'attach last'] as const)('%s:', (order) => {
  test.each(CIRCLES)('%s of a stack with attached functions is possible when the stream has a name', (_, close) => {
    const assembly = circle({ streamName: 'telemetry' }, close, order).synth();
    expect(assembly.getStackByName('Home').dependencies.map(({ id }) => id)).toContain('Other');
    expect(assembly.getStackByName('Other').dependencies.map(({ id }) => id)).not.toContain('Home');
  });

  test.each(CIRCLES)('%s of a stack with attached functions is an error that says how to make it possible', (_, close) => {
    expect(() => circle({}, close, order).synth()).toThrow(/Other reads the ARN of its stream of Home\/Telemetry when it is deployed\. Set streamName, so that the ARN of the stream is known at synth.*cyclic reference/);
  });
});

test.each(['attach first', 'attach last'] as const)('%s: a key of the stack with the attached functions is possible when the stream has a name', (order) => {
  const app = newApp();
  const [home, other] = ['Home', 'Other'].map((id) => newStack({}, app, id));
  const fn = newFunction(other);
  const key = new kms.Key(other, 'Key');
  const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { streamName: 'telemetry', streamEncryptionKey: key });
  if (order === 'attach first') telemetry.attachTo(fn);
  key.addToResourcePolicy(statementFor(fn.role!.roleArn));
  if (order === 'attach last') telemetry.attachTo(fn);
  expect(() => app.synth()).not.toThrow();
  Template.fromStack(other).resourceCountIs('AWS::IAM::ManagedPolicy', 1);
});

describe.each(FEATURE_FLAGS)('a key whose policy names the role of an attached function, with %s,', (_, context) => {
  test('causes no circle of resources', () => {
    const stack = newStack({}, newApp(context));
    const key = new kms.Key(stack, 'Key');
    const fn = newFunction(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: key }).attachTo(fn);
    key.addToResourcePolicy(statementFor(fn.role!.roleArn));
    // Throws when resources depend on each other.
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: [Match.anyValue()] });
    expect(JSON.stringify(propertiesIn(stack, 'AWS::IAM::Role'))).not.toContain(logicalIdsIn(stack, 'AWS::IAM::ManagedPolicy')[0]);
  });
});

test('without a key, roles list the policy: a nested stack then needs no outputs', () => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: Match.absent() });
});

describe('in nested stacks, a key whose policy names the role of an attached function', () => {
  interface Place { readonly extension: Stack; readonly key: Stack; readonly fn: Stack }

  function circleOf(place: (home: Stack, one: Stack, two: Stack) => Place, props: KinesisTelemetryExtensionProps = {}): Stack {
    const home = newStack({}, newApp(), 'Home');
    const { extension, key: keyStack, fn: fnStack } = place(home, new NestedStack(home, 'One'), new NestedStack(home, 'Two'));
    const fn = newFunction(fnStack);
    const key = new kms.Key(keyStack, 'Key');
    key.addToResourcePolicy(statementFor(fn.role!.roleArn));
    new KinesisTelemetryExtension(extension, 'Telemetry', { streamEncryptionKey: key, ...props }).attachTo(fn);
    return home;
  }

  test.each<[where: string, way: string, place: Parameters<typeof circleOf>[0]]>([
    ['beside the function', 'Home/One -> Home/Telemetry/Stream -> Home/One', (home, one) => ({ extension: home, key: one, fn: one })],
    ['beside the stream', 'Home/One -> Home/Telemetry/Stream -> Home/Key -> Home/One', (home, one) => ({ extension: home, key: home, fn: one })],
    ['beside the extension', 'Home/Two -> Home/One -> Home/Two', (_, one, two) => ({ extension: one, key: one, fn: two })],
  ])('%s is an error that says what to do', (where, way, place) => {
    expect(() => Template.fromStack(circleOf(place))).toThrow(`Home: CloudFormation refuses a stack with resources that depend on each other in a circle, as ${way}.`);
    expect(() => Template.fromStack(circleOf(place))).toThrow(
      where === 'beside the extension' ? 'Create Home/One/Telemetry outside of nested stacks. Set streamName' : 'are attached to Home/Telemetry. Set streamName');
    // The advice is good.
    const advised: typeof place = (home, one, two) => ({ ...place(home, one, two), extension: home, ...where === 'beside the extension' && { key: home } });
    expect(() => Template.fromStack(circleOf(advised, { streamName: 'telemetry' }))).not.toThrow();
  });

  test.each<[what: string, place: Parameters<typeof circleOf>[0]]>([
    ['in another nested stack than the function, which is in none', (home, one) => ({ extension: home, key: one, fn: home })],
    ['in the same nested stack as everything else', (_, one) => ({ extension: one, key: one, fn: one })],
  ])('%s is possible', (_what, place) => {
    expect(() => Template.fromStack(circleOf(place))).not.toThrow();
  });
});

test('a consumer in a nested stack that streams its own telemetry to a stream with a name is an error', () => {
  const home = newStack();
  const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { streamName: 'telemetry' });
  const fn = newFunction(new NestedStack(home, 'Nested'));
  telemetry.attachTo(fn);
  telemetry.addConsumer(fn);
  expect(() => Template.fromStack(home)).toThrow('in an endless loop');
});

function statementFor(roleArn: string) {
  return new iam.PolicyStatement({ actions: ['kms:DescribeKey'], principals: [new iam.ArnPrincipal(roleArn)], resources: ['*'] });
}

describe('an endpoint', () => {
  const vpcIn = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });

  test.each(['attach first', 'attach last'] as const)('%s: is in the stack of its VPC, whose functions may be attached', (order) => {
    const app = circle({}, (telemetry, other) => telemetry.addVpcEndpoint(vpcIn(other)), order);
    const assembly = app.synth();
    expect(assembly.getStackByName('Home').dependencies.map(({ id }) => id)).not.toContain('Other');
    Template.fromJSON(assembly.getStackByName('Other').template as object).resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  });

  test('for only this stream is in the stack of its VPC when the stream has a name', () => {
    const app = circle({ streamName: 'telemetry' }, (telemetry, other) => telemetry.addVpcEndpoint(vpcIn(other), { onlyThisStream: true }), 'attach first');
    Template.fromJSON(app.synth().getStackByName('Other').template as object).hasResourceProperties('AWS::EC2::VPCEndpoint', {
      PolicyDocument: { Statement: [Match.objectLike({ Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(':stream/telemetry$')])] } })] },
    });
  });

  test('for only this stream is an error that says how to make it possible, when functions of the VPC\'s stack are attached', () => {
    const app = circle({}, (telemetry, other) => telemetry.addVpcEndpoint(vpcIn(other), { onlyThisStream: true }), 'attach first');
    expect(() => app.synth()).toThrow(/Set streamName, so that the ARN of the stream is known at synth.*cyclic reference/);
  });

  test('for only this stream, or with a security group of the extension\'s stack, is possible beside functions in the VPC', () => {
    const app = newApp();
    const [network, home] = ['Network', 'Home'].map((id) => newStack({}, app, id));
    const vpc = vpcIn(network);
    const fn = newFunction(home, 'Function', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    telemetry.attachTo(fn);
    telemetry.addVpcEndpoint(vpc, { onlyThisStream: true, securityGroups: [new ec2.SecurityGroup(home, 'Group', { vpc })] });
    Template.fromStack(home).resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  });
});
