import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sam from 'aws-cdk-lib/aws-sam';
import { AttachOptions, ExtensionHost, KinesisTelemetryExtension } from '../../../src';
import { newFunction, newStack, otherLayer } from '../fixtures';

function attached(options?: AttachOptions) {
  const stack = newStack();
  const fn = newFunction(stack, 'Function', { environment: { TABLE: 'orders' } });
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.attachTo(fn, options);
  return { stack, telemetry, resource: fn.node.defaultChild as lambda.CfnFunction, role: fn.role!.node.defaultChild as iam.CfnRole };
}

test.each<[how: string, detach: (resource: lambda.CfnFunction) => void]>([
  ['addPropertyOverride', (resource) => resource.addPropertyOverride('Layers', ['arn:aws:lambda:eu-west-1:333333333333:layer:theirs:1'])],
  ['addPropertyOverride of one element', (resource) => resource.addPropertyOverride('Layers.0', 'arn:aws:lambda:eu-west-1:333333333333:layer:theirs:1')],
  ['addOverride', (resource) => resource.addOverride('Properties.Layers', [])],
  ['addPropertyDeletionOverride', (resource) => resource.addPropertyDeletionOverride('Layers')],
  ['an assignment', (resource) => { resource.layers = []; }],
])('layers that %s replaces are an error', (_, detach) => {
  const { stack, resource } = attached();
  detach(resource);
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function was attached by Stack/Telemetry, but its layers were overwritten afterwards and the layer is missing');
});

test.each<[how: string, change: (resource: lambda.CfnFunction) => void, now: string]>([
  ['sets the variables', (resource) => resource.addPropertyOverride('Environment.Variables', { KINESIS_TELEMETRY_STREAM_ARN: 'theirs' }), 'set to "theirs"'],
  ['sets the variable', (resource) => resource.addPropertyOverride('Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN', 'theirs'), 'set to "theirs"'],
  ['deletes the variable', (resource) => resource.addPropertyDeletionOverride('Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN'), 'removed'],
  ['deletes the environment', (resource) => resource.addDeletionOverride('Properties.Environment'), 'removed'],
])('an override that %s is an error', (_, change, now) => {
  const { stack, resource } = attached();
  change(resource);
  expect(() => Template.fromStack(stack)).toThrow(`but the variable was ${now} afterwards`);
});

test.each<[how: string, change: (resource: lambda.CfnFunction) => void, error: string]>([
  ['of Runtime', (resource) => resource.addPropertyOverride('Runtime', 'python3.6'), 'Stack/Function runs on python3.6: this runtime is on Amazon Linux 1'],
  ['of Runtime by an assignment', (resource) => { resource.runtime = 'go1.x'; }, 'Stack/Function runs on go1.x: this runtime is on Amazon Linux 1'],
  ['of PackageType', (resource) => {
    resource.addPropertyOverride('PackageType', 'Image');
    resource.addPropertyDeletionOverride('Runtime');
  }, 'Stack/Function was attached with a layer, but became a container image afterwards'],
  ['of Code', (resource) => resource.addPropertyOverride('Code', { ImageUri: 'image' }), 'Stack/Function was attached with a layer, but became a container image afterwards'],
])('an override %s is an error where the extension cannot run', (_, change, error) => {
  const { stack, resource } = attached();
  change(resource);
  expect(() => Template.fromStack(stack)).toThrow(error);
});

test('an override of Runtime by one without the Node.js that the extension should run on is an error', () => {
  const { stack, resource } = attached({ extensionHost: ExtensionHost.NODEJS });
  resource.addPropertyOverride('Runtime', 'nodejs20.x');
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function runs on nodejs20.x: ExtensionHost.NODEJS runs the extension on the function\'s own Node.js');
});

test('an override that makes a container image a function with a .zip file is an error', () => {
  const stack = newStack();
  const fn = new lambda.DockerImageFunction(stack, 'Function', { code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'R', 'images')) });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, { extensionInImage: true });
  const resource = fn.node.defaultChild as lambda.CfnFunction;
  resource.addPropertyOverride('PackageType', 'Zip');
  resource.addPropertyOverride('Code', { ZipFile: '-' });
  expect(() => Template.fromStack(stack)).toThrow('Stack/Function was attached with extensionInImage, but is no container image any more');
});

describe('the policies of a role', () => {
  const THEIRS = ['arn:aws:iam::aws:policy/Theirs'];

  test.each<[how: string, change: (role: iam.CfnRole) => void]>([
    ['addPropertyOverride', (role) => role.addPropertyOverride('ManagedPolicyArns', THEIRS)],
    ['addPropertyOverride of one element', (role) => role.addPropertyOverride('ManagedPolicyArns.1', THEIRS[0])],
    ['addOverride', (role) => role.addOverride('Properties.ManagedPolicyArns', [])],
    ['addPropertyDeletionOverride', (role) => role.addPropertyDeletionOverride('ManagedPolicyArns')],
    ['an assignment', (role) => { role.managedPolicyArns = THEIRS; }],
  ])('that %s replaces are an error', (_, change) => {
    const { stack, role } = attached();
    change(role);
    expect(() => Template.fromStack(stack)).toThrow('Stack/Function was attached, but the ManagedPolicyArns of Stack/Function/ServiceRole/Resource were overwritten '
      + 'afterwards, and the policy for the stream is missing');
  });

  test('of an L1 function, or of SAM, that are replaced are an error', () => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
    const fn = new lambda.CfnFunction(stack, 'Function', { code: { zipFile: '-' }, runtime: 'nodejs22.x', handler: 'index.handler', role: role.attrArn });
    const serverless = new sam.CfnFunction(stack, 'Sam', { inlineCode: '-', runtime: 'nodejs22.x', handler: 'index.handler' });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    for (const one of [fn, serverless]) telemetry.attachTo(one);
    role.managedPolicyArns = THEIRS;
    serverless.addPropertyOverride('Policies', THEIRS);
    const synth = () => Template.fromStack(stack);
    expect(synth).toThrow('Stack/Function was attached, but the ManagedPolicyArns of Stack/Role were overwritten');
    expect(synth).toThrow('Stack/Sam was attached, but the Policies of Stack/Sam were overwritten');
  });

  test('that are added later, or known only at deployment, are no error', () => {
    const { stack, role } = attached();
    role.addPropertyOverride('ManagedPolicyArns.2', THEIRS[0]);
    expect(() => Template.fromStack(stack)).not.toThrow();
    role.addPropertyOverride('ManagedPolicyArns', { 'Fn::If': ['Condition', THEIRS, []] });
    expect(() => Template.fromStack(stack)).not.toThrow('Stack/Function was attached');
  });
});

describe('a role that replaces the one of an attached function', () => {
  function warnings(stack: Stack): unknown[] {
    return Annotations.fromStack(stack).findWarning('/Stack/Function', Match.stringLikeRegexp('roleReplaced')).map(({ entry: { data } }) => data);
  }

  test.each<[how: string, change: (resource: lambda.CfnFunction, role: iam.Role) => void]>([
    ['an override', (resource, role) => resource.addPropertyOverride('Role', role.roleArn)],
    ['an override by the logical id', (resource) => resource.addPropertyOverride('Role', { 'Fn::GetAtt': ['Theirs5AF10D0B', 'Arn'] })],
    ['an override by an ARN', (resource) => resource.addPropertyOverride('Role', 'arn:aws:iam::123456789012:role/theirs')],
    ['an assignment', (resource, role) => { resource.role = role.roleArn; }],
  ])('by %s is a warning', (_, change) => {
    const { stack, resource } = attached();
    change(resource, new iam.Role(stack, 'Theirs', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    expect(warnings(stack)).toEqual([expect.stringMatching('^Stack/Function has another role in the template than when it was attached')]);
  });

  test('is no warning if it has the policy, too', () => {
    const { stack, resource, telemetry } = attached();
    const other = newFunction(stack, 'Other');
    telemetry.attachTo(other);
    resource.addPropertyOverride('Role', other.role!.roleArn);
    expect(warnings(stack)).toEqual([]);
  });

  test('before it is attached, is none, also if the role is of another stack', () => {
    const app = new App();
    const [home, stack] = ['Home', 'Stack'].map((id) => newStack({}, app, id));
    const role = new iam.Role(home, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const fn = new lambda.CfnFunction(stack, 'Function', { code: { zipFile: '-' }, runtime: 'nodejs22.x', handler: 'index.handler', role: 'none' });
    fn.role = role.roleArn;
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn);
    telemetry.attachTo(newFunction(stack, 'Second', { role }));
    expect(warnings(stack)).toEqual([]);
  });
});

test('overrides of something else are no error', () => {
  const { stack, resource } = attached();
  resource.addPropertyOverride('Environment.Variables.OTHER', 'theirs');
  resource.addPropertyOverride('Layers.1', otherLayer(stack, 'Theirs').layerVersionArn);
  resource.addPropertyOverride('Timeout', 10);
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('what is known only at deployment is not checked', () => {
  const { stack, resource } = attached();
  resource.addPropertyOverride('Environment.Variables', { 'Fn::If': ['Condition', { Ref: 'A' }, { Ref: 'B' }] });
  resource.addPropertyOverride('Layers', { 'Fn::If': ['Condition', { Ref: 'A' }, { Ref: 'B' }] });
  for (const property of ['Runtime', 'PackageType']) resource.addPropertyOverride(property, { Ref: property });
  expect(() => Template.fromStack(stack)).not.toThrow('Stack/Function was attached');
});

test('a second synth of the same app gives the same templates', () => {
  const app = new App();
  const stack = newStack({}, app);
  const fn = newFunction(stack, 'Function', { currentVersionOptions: { description: 'mine' } });
  newFunction(stack, 'Other').currentVersion.addAlias('live');
  fn.currentVersion.addAlias('live');
  KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachToAll(stack);
  const [first, second] = [1, 2].map(() => app.synth({ force: true }).getStackByName('Stack').template as unknown);
  expect(second).toEqual(first);
  expect(JSON.stringify(first)).toContain('mine (telemetry layer ');
});
