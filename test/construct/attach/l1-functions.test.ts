import { join } from 'node:path';
import { Aws, CfnCondition, CfnResource, Fn, Size, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sam from 'aws-cdk-lib/aws-sam';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AttachOptions, AttachToAllOptions, ExtensionHost, KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newApp, newFunction, newStack } from '../fixtures';

const LAMBDA = 'AWS::Lambda::Function';
const SAM = 'AWS::Serverless::Function';
const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

function include(stack: Stack, name: 'lambda' | 'sam'): CfnInclude {
  return new CfnInclude(stack, 'Template', { templateFile: join(__dirname, 'templates', `${name}.yaml`) });
}

function bareRole(stack: Stack, props: Partial<iam.CfnRoleProps> = {}): iam.CfnRole {
  return new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: TRUST, ...props });
}

function bareFunction(stack: Stack, id: string, role: string, props: Partial<lambda.CfnFunctionProps> = {}): lambda.CfnFunction {
  return new lambda.CfnFunction(stack, id, { code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 256, role, ...props });
}

const STREAM_OF_READER = `arn:aws:kinesis:eu-west-1:${IRELAND.account}:stream/telemetry`;

interface Properties { readonly [name: string]: unknown }

function propertiesOf(stack: Stack, type: string, logicalId: string): Properties {
  return Template.fromStack(stack).findResources(type)[logicalId].Properties as Properties;
}

function attached(stack: Stack, type: string = LAMBDA): string[] {
  return Object.entries(Template.fromStack(stack).findResources(type))
    .filter(([, resource]) => JSON.stringify(resource).includes('KINESIS_TELEMETRY_STREAM_ARN')).map(([id]) => id);
}

function policyOf(telemetry: KinesisTelemetryExtension): unknown {
  return Stack.of(telemetry).resolve(telemetry.policy.managedPolicyArn);
}

function policyRoles(stack: Stack): unknown[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')).map(({ Properties: { Roles } }) => Roles as unknown);
}

function warnings(stack: Stack, id: string): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-kinesis-telemetry-extension:${id}`)).map(({ entry }) => String(entry.data));
}

describe('a CfnFunction', () => {
  test('keeps its layers and variables', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(bareFunction(stack, 'Function', bareRole(stack).attrArn, { layers: ['arn:theirs'], environment: { variables: { A: 'a' } } }));
    expect(propertiesOf(stack, LAMBDA, 'Function')).toMatchObject({
      Layers: ['arn:theirs', stack.resolve(telemetry.layer.layerVersionArn)],
      Environment: { Variables: { A: 'a', KINESIS_TELEMETRY_STREAM_ARN: stack.resolve(telemetry.stream.streamArn) } },
    });
  });

  test('lists the policy in its role once, also if the role has several functions', () => {
    const stack = newStack();
    const role = bareRole(stack, { managedPolicyArns: ['arn:theirs'] });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    for (const id of ['A', 'B']) telemetry.attachTo(bareFunction(stack, id, role.attrArn));
    expect(propertiesOf(stack, 'AWS::IAM::Role', 'Role').ManagedPolicyArns).toEqual(['arn:theirs', policyOf(telemetry)]);
  });

  test('is warned of when its role has too many policies', () => {
    const stack = newStack();
    const role = bareRole(stack, { managedPolicyArns: Array.from({ length: 10 }, (_, number) => `arn:${number}`) });
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(bareFunction(stack, 'Function', role.attrArn));
    expect(warnings(stack, 'manyManagedPolicies')).toEqual([expect.stringMatching('^The role of Stack/Function has 11 managed policies')]);
  });

  test('with the L2 of a role gets the permission as an L2 function does', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(bareFunction(stack, 'Function', role.roleArn));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: [policyOf(telemetry)] });
  });

  test.each<[what: string, role: (stack: Stack) => string, roles: unknown]>([
    ['is an ARN', () => `arn:aws:iam::${IRELAND.account}:role/theirs`, ['theirs']],
    ['is an ARN of this account', (stack) => stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'path/theirs' }), ['theirs']],
    ['lists its policies elsewhere', (stack) => bareRole(stack, { managedPolicyArns: Fn.split(',', Fn.importValue('policies')) }).attrArn, [{ Ref: 'Role' }]],
  ])('is listed in the policy when its role %s', (_, role, roles) => {
    const stack = newStack({ env: IRELAND });
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(bareFunction(stack, 'Function', role(stack)));
    expect(policyRoles(stack)).toEqual([roles]);
    expect(warnings(stack, 'role')).toEqual([]);
  });

  test('with a role of another stack does not make the stacks depend on each other', () => {
    const app = newApp();
    const [home, roles, functions] = ['Home', 'Roles', 'Functions'].map((id) => newStack({}, app, id));
    new KinesisTelemetryExtension(home, 'Telemetry').attachTo(bareFunction(functions, 'Function', bareRole(roles).attrArn));
    const arn = { 'Fn::ImportValue': expect.stringContaining('Role') as string };
    expect(policyRoles(functions)).toEqual([[{ 'Fn::Select': [1, { 'Fn::Split': ['/', arn] }] }]]);
    expect(roles.dependencies).toEqual([]);
  });

  test.each<[what: string, role: string]>([
    ['is an export of another app', Fn.importValue('role')],
    ['is in another account', 'arn:aws:iam::222222222222:role/theirs'],
  ])('is warned of when its role %s, which cannot be changed here', (_, role) => {
    const stack = newStack({ env: IRELAND });
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(bareFunction(stack, 'Function', role));
    expect(warnings(stack, 'roleNotChanged')).toEqual([expect.stringMatching(
      '^The role of Stack/Function is .* so the function may have no permission to write to the stream. Attach the policy of Stack/Telemetry/Policy to the role')]);
  });

  test.each<[what: string, props: Partial<lambda.CfnFunctionProps>, expected: string, options: AttachOptions]>([
    ['a runtime on Amazon Linux 1', { runtime: 'python3.7' }, 'Stack/Function runs on python3.7: this runtime is on Amazon Linux 1', {}],
    ['an image', { packageType: 'Image', code: { imageUri: 'x' }, runtime: undefined, handler: undefined }, 'Stack/Function has a container image, which cannot have layers', {}],
    ['five layers', { layers: ['a', 'b', 'c', 'd', 'e'] }, 'Stack/Function has no layer slot left for the extension', {}],
    ['the same variable', { environment: { variables: { KINESIS_TELEMETRY_STREAM_ARN: 'x' } } }, 'Stack/Function has the environment variable KINESIS_TELEMETRY_STREAM_ARN="x"', {}],
    ['variables that are known only at deployment', { environment: Token.asAny(Fn.conditionIf('Is', {}, {})) }, 'Stack/Function has a value for Environment that is known only at deployment', {}],
    ['layers that are known only at deployment', { layers: Token.asList(Fn.ref('Layers')) }, 'Stack/Function has a value for Layers that is known only at deployment', {}],
    ['no Node.js for ExtensionHost.NODEJS', { runtime: 'python3.13' }, 'Stack/Function runs on python3.13: ExtensionHost.NODEJS runs', { extensionHost: ExtensionHost.NODEJS }],
  ])('with %s is an error that says so, and nothing is changed', (_, props, expected, options) => {
    const stack = newStack();
    const fn = bareFunction(stack, 'Function', bareRole(stack).attrArn, props);
    const before = stack.resolve(fn._toCloudFormation()) as unknown;
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, options)).toThrow(expected);
    expect(stack.resolve(fn._toCloudFormation())).toEqual(before);
  });

  test.each<[what: string, change: (fn: lambda.CfnFunction) => void, expected: string]>([
    ['layers', (fn) => { fn.layers = []; }, 'Stack/Function was attached by Stack/Telemetry, but its layers were overwritten afterwards'],
    ['variables', (fn) => { fn.environment = undefined; }, 'but the variable was removed afterwards'],
  ])('whose %s are overwritten afterwards is an error at the end', (_, change, expected) => {
    const stack = newStack();
    const fn = bareFunction(stack, 'Function', bareRole(stack).attrArn);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
    change(fn);
    expect(() => Template.fromStack(stack)).toThrow(expected);
  });

  test('with a list of architectures that is a token may have either', () => {
    const stack = newStack();
    const architectures = Token.asList(Fn.conditionIf('OnArm', ['arm64'], ['x86_64']));
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(bareFunction(stack, 'Function', bareRole(stack).attrArn, { architectures, runtime: 'python3.14' }));
    expect(attached(stack)).toEqual(['Function']);
    expect(warnings(stack, '')).toEqual([]);
  });

  test('with one of two roles by a condition is warned of, because nothing says which it is', () => {
    const stack = newStack({ env: IRELAND });
    const role = Token.asString(Fn.conditionIf('HasRole', bareRole(stack).attrArn, `arn:aws:iam::${IRELAND.account}:role/theirs`));
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(bareFunction(stack, 'Function', role));
    expect(warnings(stack, 'roleNotChanged')).toEqual([expect.stringContaining('The role of Stack/Function is known only at deployment')]);
    expect(propertiesOf(stack, 'AWS::IAM::Role', 'Role').ManagedPolicyArns).toBeUndefined();
  });

  test('with a role that has a condition: our policy lists it only if it exists', () => {
    const stack = newStack();
    const role = bareRole(stack);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: new kms.Key(stack, 'Key') });
    telemetry.attachTo(bareFunction(stack, 'Function', role.attrArn));
    role.cfnOptions.condition = new CfnCondition(stack, 'InIreland', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
    expect(policyRoles(stack)).toEqual([[{ 'Fn::If': ['InIreland', { Ref: 'Role' }, { Ref: 'AWS::NoValue' }] }]]);
  });

  test('that Lambda@Edge uses is an error at the end', () => {
    const stack = newStack();
    const role = bareRole(stack, { assumeRolePolicyDocument: { Statement: [{ ...TRUST.Statement[0], Principal: { Service: 'edgelambda.amazonaws.com' } }] } });
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(bareFunction(stack, 'Function', role.attrArn));
    expect(() => Template.fromStack(stack)).toThrow('Stack/Function is used as Lambda@Edge');
  });

  test('that is the resource of a lambda.Function means that function', () => {
    const stack = newStack();
    const fn = newFunction(stack, 'Function');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn.node.defaultChild as lambda.CfnFunction);
    telemetry.attachTo(fn);
    const id = stack.getLogicalId(fn.node.defaultChild as CfnResource);
    expect(propertiesOf(stack, LAMBDA, id).Layers).toEqual([stack.resolve(telemetry.layer.layerVersionArn)]);
  });

  test('that reads the stream is skipped by attachToAll', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const role = bareRole(stack);
    const reader = bareFunction(stack, 'Reader', role.attrArn);
    new lambda.CfnEventSourceMapping(stack, 'Mapping', { functionName: reader.ref, eventSourceArn: telemetry.stream.streamArn });
    bareFunction(stack, 'Ours', role.attrArn);
    telemetry.attachToAll(stack);
    expect(attached(stack)).toEqual(['Ours']);
  });

  test('can stop its logs in CloudWatch Logs', () => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(bareFunction(stack, 'Function', bareRole(stack).attrArn), { stopCloudWatchLogs: true });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny' })] },
    });
  });
});

test('a plain CfnResource is an error that says what it is', () => {
  const stack = newStack();
  const plain = new CfnResource(stack, 'Function', { type: LAMBDA });
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(plain)).toThrow('Stack/Function is neither a lambda.Function nor a CfnFunction');
});

test('what is no function is an error that says what to give', () => {
  const stack = newStack();
  const stream = new kinesis.Stream(stack, 'Stream');
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(stream)).toThrow('Stack/Stream is no Lambda function. Give attachTo a lambda.Function');
});

describe('a template of CloudFormation that CfnInclude reads', () => {
  test.each<[what: string, options: AttachToAllOptions, expected: string[]]>([
    ['attachToAll attaches what can be changed', {}, ['Orders', 'RoleByParameter', 'RoleByName']],
    ['attachToAll with exclude skips a resource', { optOutTag: 'none' }, ['Orders', 'RoleByParameter', 'RoleByName', 'OptedOut']],
  ])('%s', (_, options, expected) => {
    const stack = newStack({ env: IRELAND });
    include(stack, 'lambda');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack, options);
    expect(attached(stack)).toEqual(expected);
  });

  test('has a list of what is skipped, and why', () => {
    const stack = newStack({ env: IRELAND });
    include(stack, 'lambda');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    const [{ entry }] = Annotations.fromStack(stack).findInfo('/Stack', Match.stringLikeRegexp('skips'));
    expect(String(entry.data).split('\n').slice(1).map((line) => line.slice(0, 90))).toEqual([
      '- Stack/Template/OptedOut: it has the tag kinesis-telemetry',
      '- Stack/Template/LayersByParameter: it has a value for Layers that is known only at deploy',
      '- Stack/Template/VariablesByCondition: it has a value for Environment that is known only a',
    ].map((line) => expect.stringContaining(line.slice(0, 90)) as string));
  });

  test('keeps what a function has, and its role gets the permission', () => {
    const stack = newStack({ env: IRELAND });
    const template = include(stack, 'lambda');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(template.getResource('Orders'));
    expect(propertiesOf(stack, LAMBDA, 'Orders')).toMatchObject({
      Layers: [{ 'Fn::If': expect.anything() as unknown }, stack.resolve(telemetry.layer.layerVersionArn)],
      Environment: { Variables: { STAGE: { 'Fn::If': ['IsProduction', 'production', 'beta'] }, KINESIS_TELEMETRY_STREAM_ARN: expect.anything() as unknown } },
    });
    expect(propertiesOf(stack, 'AWS::IAM::Role', 'Role').ManagedPolicyArns).toEqual([expect.anything(), policyOf(telemetry)]);
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('is warned of when a role is a parameter, and not when its name is known', () => {
    const stack = newStack({ env: IRELAND });
    const template = include(stack, 'lambda');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    for (const id of ['RoleByParameter', 'RoleByName']) telemetry.attachTo(template.getResource(id));
    expect(warnings(stack, 'roleNotChanged')).toEqual([expect.stringMatching('^The role of Stack/Template/RoleByParameter is known only at deployment')]);
    expect(policyRoles(stack)).toEqual([['theirs']]);
  });
});

describe('a function of SAM', () => {
  function samFunction(stack: Stack, props: sam.CfnFunctionProps = {}): sam.CfnFunction {
    return new sam.CfnFunction(stack, 'Function', { handler: 'index.handler', runtime: 'nodejs22.x', inlineCode: 'x', memorySize: 256, ...props });
  }

  test.each<[what: string, policies: sam.CfnFunctionProps['policies'], expected: unknown[]]>([
    ['none', undefined, []],
    ['one by its name', 'AWSXrayWriteOnlyAccess', ['AWSXrayWriteOnlyAccess']],
    ['several', ['A', { statement: [{ Effect: 'Allow' }] }], ['A', { Statement: [{ Effect: 'Allow' }] }]],
  ])('with policies (%s) gets ours in addition', (_, policies, expected) => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(samFunction(stack, { policies }));
    expect(propertiesOf(stack, SAM, 'Function').Policies).toEqual([...expected, policyOf(telemetry)]);
  });

  test('whose policies are known only at deployment has its role in our policy', () => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(samFunction(stack, { policies: Fn.conditionIf('Is', 'A', 'B') }));
    expect(policyRoles(stack)).toEqual([[{ Ref: 'FunctionRole' }]]);
  });

  test('with a role of its own has the policy in that role: SAM ignores the policies', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(samFunction(stack, { role: bareRole(stack).attrArn }));
    expect(propertiesOf(stack, SAM, 'Function').Policies).toBeUndefined();
    expect(propertiesOf(stack, 'AWS::IAM::Role', 'Role').ManagedPolicyArns).toEqual([policyOf(telemetry)]);
  });

  test('can stop its logs: the role that SAM creates is denied to write them', () => {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(samFunction(stack), { stopCloudWatchLogs: true });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'FunctionRole' }] });
  });

  test('in a template keeps what it has, and Globals may give it the rest', () => {
    const stack = newStack({ env: IRELAND });
    include(stack, 'sam');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { bufferMaxSize: Size.mebibytes(64) });
    telemetry.attachToAll(stack);
    expect(attached(stack, SAM)).toEqual(['Orders', 'Plain', 'Reader']);
    expect(propertiesOf(stack, SAM, 'Orders')).toMatchObject({
      Layers: [stack.resolve(telemetry.layer.layerVersionArn)],
      Environment: { Variables: { OWN: 'yes', KINESIS_TELEMETRY_STREAM_ARN: expect.anything() as unknown } },
      Policies: ['AWSXrayWriteOnlyAccess', { S3ReadPolicy: { BucketName: 'orders' } }, policyOf(telemetry)],
    });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  test('that reads the stream by one of its events is skipped', () => {
    const stack = newStack({ env: IRELAND });
    include(stack, 'sam');
    const stream = kinesis.Stream.fromStreamArn(stack, 'Stream', STREAM_OF_READER);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { stream });
    telemetry.attachToAll(stack);
    expect(attached(stack, SAM)).toEqual(['Orders', 'Plain']);
  });

  test('that reads the stream by one of its events cannot be attached', () => {
    const stack = newStack({ env: IRELAND });
    const stream = kinesis.Stream.fromStreamArn(stack, 'Stream', STREAM_OF_READER);
    new KinesisTelemetryExtension(stack, 'Telemetry', { stream }).attachTo(include(stack, 'sam').getResource('Reader'));
    expect(() => Template.fromStack(stack)).toThrow('Stack/Template/Reader reads the stream of Stack/Telemetry');
  });
});
