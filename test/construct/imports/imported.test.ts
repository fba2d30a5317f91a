import { App, Aspects, Aws, CfnElement, Duration, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IKinesisTelemetryExtension, KinesisTelemetryExtension } from '../../../src';
import {
  FEATURE_FLAGS, functionsIn, IRELAND, logicalIdsIn, newApp, newFunction, newStack, OTHER_ACCOUNT, OTHER_REGION, propertiesIn,
} from '../fixtures';

const ARNS = {
  layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:7',
  streamArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/telemetry',
  policyArn: 'arn:aws:iam::111111111111:policy/telemetry',
};

interface Version {
  readonly Description?: unknown;
}

/** The names of the SSM parameters that the stack reads, by the id of its own parameter. */
function parametersOf(stack: Stack): Record<string, string> {
  return Object.fromEntries(Object.entries(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<String>' }))
    .map(([id, { Default }]) => [id, Default]).filter(([, name]) => !String(name).includes('cdk-bootstrap')));
}

function idOf(stack: Stack, name: string): string | undefined {
  return Object.entries(parametersOf(stack)).find(([, value]) => value === name)?.[0];
}

const IMPORTS: [how: string, make: (stack: Stack) => IKinesisTelemetryExtension][] = [
  ['by parameters', (stack) => KinesisTelemetryExtension.fromParameters(stack, 'Telemetry', { dispatchThreshold: 9 })],
  ['by ARNs', (stack) => KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', { ...ARNS, dispatchThreshold: 9 })],
  ['by ARNs, with a policy of its own', (stack) => KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', {
    ...ARNS, policyArn: undefined, dispatchThreshold: 9,
  })],
];

const KINDS: [kind: string, attach: (telemetry: IKinesisTelemetryExtension, stack: Stack) => void][] = [
  ['a function', (telemetry, stack) => telemetry.attachTo(newFunction(stack))],
  ['an alias', (telemetry, stack) => telemetry.attachTo(new lambda.Alias(stack, 'Alias', {
    aliasName: 'live', version: newFunction(stack).currentVersion,
  }))],
  ['a function with an imported role', (telemetry, stack) => telemetry.attachTo(newFunction(stack, 'Function', {
    role: iam.Role.fromRoleName(stack, 'Role', 'theirs'),
  }))],
  ['all functions', (telemetry, stack) => { newFunction(stack); telemetry.attachToAll(stack); }],
  ['functions by an Aspect', (telemetry, stack) => { newFunction(stack); Aspects.of(stack).add(telemetry.asAspect()); }],
  ['functions by a Mixin', (telemetry, stack) => { newFunction(stack).with(telemetry.asMixin()); }],
];

describe.each(IMPORTS)('an extension imported %s', (how, make) => {
  test.each(KINDS)('attaches %s', (_, attach) => {
    const stack = newStack({ env: IRELAND });
    const telemetry = make(stack);
    attach(telemetry, stack);
    const [{ Layers, Environment }] = functionsIn(stack);
    expect(Layers).toEqual([stack.resolve(telemetry.layer.layerVersionArn)]);
    expect(Environment.Variables).toEqual({
      KINESIS_TELEMETRY_STREAM_ARN: stack.resolve(telemetry.stream.streamArn), KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '9',
    });
    const onRoles = JSON.stringify(propertiesIn<{ ManagedPolicyArns: unknown }>(stack, 'AWS::IAM::Role').map((role) => role.ManagedPolicyArns));
    const onPolicies = propertiesIn<{ Roles?: unknown[] }>(stack, 'AWS::IAM::ManagedPolicy').flatMap((policy) => policy.Roles ?? []);
    expect(onRoles.includes(JSON.stringify(stack.resolve(telemetry.policy.managedPolicyArn))) || onPolicies.includes('theirs')).toBe(true);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('creates no stream, layer or parameters, and a policy only if it has none', () => {
    const stack = newStack({ env: IRELAND });
    make(stack).attachTo(newFunction(stack));
    for (const type of ['AWS::Kinesis::Stream', 'AWS::Lambda::LayerVersion', 'AWS::SSM::Parameter']) Template.fromStack(stack).resourceCountIs(type, 0);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::ManagedPolicy', how.includes('own') ? 1 : 0);
  });

  test.each(FEATURE_FLAGS)('causes no references between stacks, with %s', (_, context) => {
    const app = newApp(context);
    const home = newStack({ env: IRELAND }, app, 'Home');
    const other = newStack({ env: IRELAND }, app, 'Other');
    const telemetry = make(home);
    for (const stack of [home, other]) telemetry.attachTo(newFunction(stack));
    for (const stack of [home, other]) {
      expect(Template.fromStack(stack).findOutputs('*')).toEqual({});
      expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('Fn::ImportValue');
      expect(functionsIn(stack)[0].Layers).toHaveLength(1);
    }
  });

  test('attaches functions of nested stacks and of other stages', () => {
    const app = newApp();
    const home = newStack({ env: IRELAND }, app, 'Home');
    const telemetry = make(home);
    const nested = new NestedStack(home, 'Nested');
    const staged = new Stack(new Stage(app, 'Stage', { env: IRELAND }), 'Stack');
    for (const stack of [nested, staged]) telemetry.attachTo(newFunction(stack));
    for (const stack of [nested, staged]) expect(functionsIn(stack)[0].Layers).toHaveLength(1);
  });

  test('gives a role of another stack its permission without a cycle of stacks', () => {
    const app = newApp();
    const roles = newStack({ env: IRELAND }, app, 'Roles');
    const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const stack = newStack({ env: IRELAND }, app, 'Home');
    make(stack).attachTo(newFunction(stack, 'Function', { role }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: [{ Action: 'kinesis:PutRecords', Effect: 'Allow', Resource: Match.anyValue() }] },
      Roles: [{ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': Match.stringLikeRegexp('Role.*Arn') }] }] }],
    });
  });

  test('supports consumers, archives, alarms and dashboards', () => {
    const stack = newStack({ env: IRELAND });
    const telemetry = make(stack);
    telemetry.addConsumer(newFunction(stack, 'Consumer'));
    telemetry.addArchive('Archive');
    telemetry.addAlarms();
    telemetry.addDashboard();
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', { EventSourceArn: stack.resolve(telemetry.stream.streamArn) });
    Template.fromStack(stack).resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 1);
  });

  test('does not attach functions that are attached to another extension', () => {
    const stack = newStack({ env: IRELAND });
    const fn = newFunction(stack);
    make(stack).attachTo(fn);
    const other = KinesisTelemetryExtension.fromAttributes(stack, 'Other', ARNS);
    expect(() => other.attachTo(fn)).toThrow('Stack/Function is already attached to Stack/Telemetry');
  });

  test('accepts options, and reports removed layers', () => {
    const stack = newStack({ env: IRELAND });
    const fn = newFunction(stack);
    make(stack).attachTo(fn, { dispatchThreshold: 10, stopCloudWatchLogs: true });
    expect(functionsIn(stack)[0].Environment.Variables.KINESIS_TELEMETRY_DISPATCH_THRESHOLD).toBe('10');
    expect(JSON.stringify(propertiesIn(stack, 'AWS::IAM::Policy'))).toContain('logs:PutLogEvents');
    const again = newStack({ env: IRELAND });
    const undone = newFunction(again);
    make(again).attachTo(undone);
    (undone.node.defaultChild as lambda.CfnFunction).layers = [];
    expect(() => Template.fromStack(again)).toThrow('Stack/Function was attached by Stack/Telemetry, but its layers were overwritten afterwards');
  });
});

describe('from parameters', () => {
  test('each stack reads the three parameters at deployment', () => {
    const stack = newStack();
    const telemetry = KinesisTelemetryExtension.fromParameters(stack, 'Telemetry', { parameterPrefix: '/platform/telemetry' });
    telemetry.attachTo(newFunction(stack));
    expect(Object.values(parametersOf(stack)).sort()).toEqual([
      '/platform/telemetry/extension/arn', '/platform/telemetry/runtime/policy/arn', '/platform/telemetry/stream/arn',
    ]);
    const layer = { Ref: idOf(stack, '/platform/telemetry/extension/arn') };
    expect(functionsIn(stack)[0].Layers).toEqual([layer]);
    expect(functionsIn(stack)[0].Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN).toEqual({ Ref: idOf(stack, '/platform/telemetry/stream/arn') });
    const [{ ManagedPolicyArns }] = propertiesIn<{ ManagedPolicyArns: unknown[] }>(stack, 'AWS::IAM::Role');
    expect(ManagedPolicyArns).toContainEqual({ Ref: idOf(stack, '/platform/telemetry/runtime/policy/arn') });
  });

  test('reads the parameters that another app creates', () => {
    const platform = newStack();
    new KinesisTelemetryExtension(platform, 'Telemetry', { parameterPrefix: '/shared' });
    const stack = newStack();
    KinesisTelemetryExtension.fromParameters(stack, 'Telemetry', { parameterPrefix: '/shared' }).attachTo(newFunction(stack));
    const names = propertiesIn<{ Name: string }>(platform, 'AWS::SSM::Parameter').map(({ Name }) => Name);
    expect(Object.values(parametersOf(stack)).sort()).toEqual(names.sort());
  });

  test('imports in the app of the original may use the same prefix', () => {
    const app = newApp();
    new KinesisTelemetryExtension(newStack({}, app, 'Platform'), 'Telemetry');
    for (const id of ['A', 'B']) KinesisTelemetryExtension.fromParameters(newStack({}, app, id), 'Telemetry');
    expect(() => app.synth()).not.toThrow();
  });

  test.each([
    ['telemetry', 'Stack/Telemetry: parameterPrefix must start with a slash, got "telemetry"'],
    [`/${Aws.STACK_NAME}`, 'Stack/Telemetry: parameterPrefix must be known at synth time, but is a token'],
  ])('the prefix %p is an error', (parameterPrefix, message) => {
    expect(() => KinesisTelemetryExtension.fromParameters(newStack(), 'Telemetry', { parameterPrefix })).toThrow(message);
  });

  test('a setting out of range is an error', () => {
    expect(() => KinesisTelemetryExtension.fromParameters(newStack(), 'Telemetry', { flushTimeout: Duration.hours(1) }))
      .toThrow('Stack/Telemetry: flushTimeout: KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS must be');
  });

  test('an imported function is an error that names the parameters', () => {
    const stack = newStack();
    const fn = lambda.Function.fromFunctionName(stack, 'Function', 'theirs');
    expect(() => KinesisTelemetryExtension.fromParameters(stack, 'Telemetry', { parameterPrefix: '/shared' }).attachTo(fn))
      .toThrow('in the SSM parameter /shared/extension/arn');
  });
});

describe('from ARNs', () => {
  test('creates a policy that allows only writing to the stream and using its key', () => {
    const stack = newStack({ env: IRELAND });
    const keyArn = 'arn:aws:kms:eu-west-1:111111111111:key/12345678-1234-1234-1234-123456789012';
    KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', {
      ...ARNS, policyArn: undefined, streamEncryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn),
    }).attachTo(newFunction(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          { Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: ARNS.streamArn },
          { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: keyArn },
        ],
      },
    });
  });

  test('a stream in another account is a warning, but not a stream in another region', () => {
    const stack = newStack({ env: OTHER_ACCOUNT });
    KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', { ...ARNS, policyArn: undefined }).attachTo(newFunction(stack));
    Annotations.fromStack(stack).hasWarning('/Stack/Function', Match.stringLikeRegexp('shareStreamWithAccount.*streamOfAnotherAccount'));
    const near = newStack({ env: OTHER_REGION });
    KinesisTelemetryExtension.fromAttributes(near, 'Telemetry', {
      ...ARNS, layerVersionArn: 'arn:aws:lambda:us-east-2:111111111111:layer:telemetry:7',
    }).attachTo(newFunction(near));
    Annotations.fromStack(near).hasNoWarning('*', Match.anyValue());
  });

  test('a layer in another region is an error', () => {
    const stack = newStack({ env: OTHER_REGION });
    const telemetry = KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', ARNS);
    expect(() => telemetry.attachTo(newFunction(stack))).toThrow('Stack/Telemetry has a layer in eu-west-1, but the function is in us-east-2: '
      + 'Lambda accepts only layers of the function\'s region. Import the layer in us-east-2');
  });

  test('a policy in another account is an error', () => {
    const stack = newStack({ env: OTHER_ACCOUNT });
    const telemetry = KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', ARNS);
    expect(() => telemetry.attachTo(newFunction(stack))).toThrow('Stack/Telemetry has a policy in account 111111111111, but the function is in '
      + 'account 222222222222: IAM attaches only policies of the role\'s account. Remove policyArn');
  });

  test.each([
    [{ layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry' }, 'Stack/Telemetry: layerVersionArn must be an ARN such as'],
    [{ policyArn: 'telemetry' }, 'Stack/Telemetry: policyArn must be an ARN such as'],
    [{ streamArn: 'telemetry' }, 'Stack/Telemetry: streamArn must be an ARN such as'],
  ])('%p is an error', (wrong, message) => {
    expect(() => KinesisTelemetryExtension.fromAttributes(newStack(), 'Telemetry', { ...ARNS, ...wrong })).toThrow(message);
  });

  test('an imported function is an error that names the ARNs', () => {
    const stack = newStack();
    const fn = lambda.Function.fromFunctionName(stack, 'Function', 'theirs');
    expect(() => KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', ARNS).attachTo(fn)).toThrow(`add the layer ${ARNS.layerVersionArn}, `
      + `give the function's role the policy ${ARNS.policyArn}, and set the environment variable KINESIS_TELEMETRY_STREAM_ARN=${ARNS.streamArn}`);
  });
});

describe.each(FEATURE_FLAGS)('the current version, with %s,', (_, context) => {
  function versionsOf(make: (stack: Stack) => IKinesisTelemetryExtension, description?: string) {
    const stack = newStack({ env: IRELAND }, new App({ context }));
    const fn = newFunction(stack, 'Function', { currentVersionOptions: { description } });
    make(stack).attachTo(fn);
    new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn.currentVersion });
    return { stack, versions: propertiesIn<Version>(stack, 'AWS::Lambda::Version'), ids: logicalIdsIn(stack, 'AWS::Lambda::Version') };
  }

  test('changes when the ARN of the layer changes', () => {
    const ids = ['7', '8'].map((version) => versionsOf((stack) => KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', {
      ...ARNS, layerVersionArn: ARNS.layerVersionArn.replace(/7$/, version),
    })).ids);
    expect(ids[0]).not.toEqual(ids[1]);
  });

  test('has the layer in its description when its ARN is known only at deployment', () => {
    const { stack, versions } = versionsOf((scope) => KinesisTelemetryExtension.fromParameters(scope, 'Telemetry'));
    const parts = { 'Fn::Split': [':', { Ref: idOf(stack, '/telemetry/kinesis/extension/arn') }] };
    expect(versions).toEqual([expect.objectContaining({
      Description: { 'Fn::Join': ['', ['telemetry layer ', { 'Fn::Select': [6, parts] }, ':', { 'Fn::Select': [7, parts] }]] },
    })]);
  });

  test('keeps the beginning of its description', () => {
    const { versions } = versionsOf((scope) => KinesisTelemetryExtension.fromParameters(scope, 'Telemetry'), 'x'.repeat(256));
    expect(versions).toEqual([expect.objectContaining({
      Description: { 'Fn::Join': ['', [`${'x'.repeat(227)} (telemetry layer `, { 'Fn::Select': [7, expect.anything()] }, ')']] },
    })]);
  });

  test('has no added description when the ARN is known at synth time', () => {
    const { versions } = versionsOf((stack) => KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', ARNS));
    expect(versions[0]).not.toHaveProperty('Description');
  });

  test('has the layer in its description in a nested stack', () => {
    const stack = newStack({}, new App({ context }));
    const nested = new NestedStack(stack, 'Nested');
    const fn = newFunction(nested);
    KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachTo(fn);
    expect(CfnElement.isCfnElement(fn.currentVersion.node.defaultChild!)).toBe(true);
    expect(JSON.stringify(propertiesIn<Version>(nested, 'AWS::Lambda::Version'))).toMatch(/"Description":.*"Fn::Select":\[7/);
  });
});

test('accepts tokens as ARNs', () => {
  const stack = newStack();
  KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', {
    layerVersionArn: Fn.importValue('layer'), streamArn: Fn.importValue('stream'), policyArn: Fn.importValue('policy'),
  }).attachTo(newFunction(stack));
  expect(functionsIn(stack)[0].Layers).toEqual([{ 'Fn::ImportValue': 'layer' }]);
});

describe('fromParameters, in a stack that attaches nothing,', () => {
  test('declares no parameters there', () => {
    const app = newApp();
    const [home, other] = ['Home', 'Other'].map((id) => newStack({}, app, id));
    KinesisTelemetryExtension.fromParameters(home, 'Telemetry').attachTo(newFunction(other));
    expect(Object.keys((app.synth().getStackByName('Home').template as { Parameters?: object }).Parameters ?? {})).toEqual(['BootstrapVersion']);
    expect(Object.keys(Template.fromStack(other).findParameters('*', { Description: Match.stringLikeRegexp('cdk-kinesis-telemetry-extension') }))).toHaveLength(3);
  });

  test('and in an app without functions, adds nothing', () => {
    const stack = newStack();
    const before = stack.node.findAll().length;
    KinesisTelemetryExtension.fromParameters(stack, 'Telemetry').attachToAll(stack);
    expect(stack.node.findAll()).toHaveLength(before + 1);
  });

  test('declares them when something else needs them', () => {
    const stack = newStack();
    const telemetry = KinesisTelemetryExtension.fromParameters(stack, 'Telemetry');
    telemetry.grantRead(newFunction(stack));
    expect(Object.keys(Template.fromStack(stack).findParameters('*', { Default: '/telemetry/kinesis/stream/arn' }))).toHaveLength(1);
  });
});
