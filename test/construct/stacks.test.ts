import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import {
  FEATURE_FLAGS, functionsIn, IRELAND, logicalIdsIn, newApp, newFunction, newStack, OTHER_ACCOUNT, OTHER_REGION, propertiesIn,
} from './fixtures';
import { KinesisTelemetryExtension } from '../../src';

function exportsOf(stack: Stack): string[] {
  return Object.keys(Template.fromStack(stack).findOutputs('*'));
}

function whatIsWrongWith(app: App): string {
  try {
    app.synth();
    return '';
  } catch (error) {
    return String(error);
  }
}

function policyArnsOf(stack: Stack): unknown[] {
  return propertiesIn<{ ManagedPolicyArns: unknown[] }>(stack, 'AWS::IAM::Role').flatMap((role) => role.ManagedPolicyArns);
}

describe.each(FEATURE_FLAGS)('a function in another stack of the app, with %s', (_, context) => {
  const app = newApp(context);
  const home = newStack({}, app, 'Home');
  const other = newStack({}, app, 'Other');
  const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { policyName: 'named', layerVersionName: 'telemetry' });
  for (const id of ['A', 'B']) telemetry.attachTo(newFunction(other, id));

  test('has a layer in its own stack, because an exported layer ARN would block every later version', () => {
    const [layer] = logicalIdsIn(other, 'AWS::Lambda::LayerVersion');
    expect(functionsIn(other).map((fn) => fn.Layers)).toEqual([[{ Ref: layer }], [{ Ref: layer }]]);
    Template.fromStack(other).resourceCountIs('AWS::Lambda::LayerVersion', 1);
  });

  test('has a policy in its own stack, without the given name', () => {
    const [policy] = logicalIdsIn(other, 'AWS::IAM::ManagedPolicy');
    expect(policyArnsOf(other).filter((arn) => JSON.stringify(arn) === JSON.stringify({ Ref: policy }))).toHaveLength(2);
    Template.fromStack(other).hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: Match.absent() });
  });
});

describe.each([
  ['region', OTHER_REGION],
  ['account', OTHER_ACCOUNT],
])('a function in another %s', (_, env) => {
  test('refers to the stream by its name', () => {
    const app = newApp();
    const home = newStack({ env: IRELAND }, app, 'Home');
    const other = newStack({ env }, app, 'Other');
    const streamEncryptionKey = new kms.Key(home, 'Key', { alias: 'telemetry' });
    new KinesisTelemetryExtension(home, 'Telemetry', { streamEncryptionKey, streamName: 'telemetry' }).attachTo(newFunction(other));
    expect(JSON.stringify(functionsIn(other)[0].Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN))
      .toContain(':kinesis:eu-west-1:111111111111:stream/telemetry');
    expect(exportsOf(home)).toEqual([]);
    Template.fromStack(other).hasResource('AWS::IAM::ManagedPolicy', {
      Metadata: { cdk_nag: { rules_to_suppress: [Match.objectLike({ id: 'AwsSolutions-IAM5' })] } },
    });
    Template.fromStack(other).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: 'kms:GenerateDataKey',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:111111111111:key/*']] },
          Condition: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': Match.anyValue() } },
        }]),
      },
    });
  });
});

test('a function in another account is an error when the stream has the AWS managed key', () => {
  const app = newApp();
  const telemetry = new KinesisTelemetryExtension(newStack({ env: IRELAND }, app, 'Home'), 'Telemetry');
  expect(() => telemetry.attachTo(newFunction(newStack({ env: OTHER_ACCOUNT }, app, 'Other')))).toThrow('Other/Function is in account '
    + '222222222222, but the stream of Home/Telemetry in account 111111111111 is encrypted with the AWS managed key for Kinesis, which '
    + 'no other account can use. Give the stream a customer managed key (streamEncryptionKey)');
});

describe('nested stacks', () => {
  test('share the layer and the policy of the outermost stack', () => {
    const stack = newStack();
    const nested = new NestedStack(stack, 'Nested');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(nested));
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 1);
    Template.fromStack(nested).resourceCountIs('AWS::Lambda::LayerVersion', 0);
    expect(functionsIn(nested)[0].Layers).toEqual([{ Ref: expect.stringMatching(/TelemetryExtensionLayer/) }]);
  });

  test('can contain the extension for functions in the outermost stack and in other nested stacks', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(new NestedStack(stack, 'Home'), 'Telemetry');
    const nested = new NestedStack(stack, 'Nested');
    for (const scope of [stack, nested]) telemetry.attachTo(newFunction(scope));
    Template.fromStack(nested).resourceCountIs('AWS::Lambda::LayerVersion', 0);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 0);
    expect(functionsIn(stack)[0].Layers).toHaveLength(1);
  });

  test('of another stack share one layer there', () => {
    const app = newApp();
    const telemetry = new KinesisTelemetryExtension(newStack({}, app, 'Home'), 'Telemetry');
    const other = newStack({}, app, 'Other');
    for (const id of ['A', 'B']) telemetry.attachTo(newFunction(new NestedStack(other, id)));
    Template.fromStack(other).resourceCountIs('AWS::Lambda::LayerVersion', 1);
  });
});

test('a role in another stack than the function gets the policy without a cycle of stacks', () => {
  const app = newApp();
  const roles = newStack({}, app, 'Roles');
  const home = newStack({}, app, 'Home');
  const role = new iam.Role(roles, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  new KinesisTelemetryExtension(home, 'Telemetry').attachTo(newFunction(home, 'Function', { role }));
  Template.fromStack(home).hasResourceProperties('AWS::IAM::ManagedPolicy', {
    Roles: [{ 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': Match.stringLikeRegexp('Role.*Arn') }] }] }],
  });
});

describe('stages', () => {
  function stageWith(app: App, id: string, env = {}): Stack {
    const stack = new Stack(new Stage(app, id, { env }), 'Stack');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack));
    return stack;
  }

  test('can each have an extension', () => {
    const app = newApp();
    for (const stack of [stageWith(app, 'Test', IRELAND), stageWith(app, 'Production', OTHER_ACCOUNT)]) {
      expect(functionsIn(stack)[0].Layers).toHaveLength(1);
    }
  });

  test('without an environment may use the same parameters, because they may be deployed to different accounts', () => {
    const app = newApp();
    stageWith(app, 'Test');
    stageWith(app, 'Production');
    expect(() => app.synth()).not.toThrow();
  });

  test('for the same account and region must not use the same parameters', () => {
    const app = newApp();
    stageWith(app, 'Test', IRELAND);
    stageWith(app, 'Production', IRELAND);
    expect(() => app.synth()).toThrow('use the same SSM parameters (/telemetry/kinesis/…) in the same account and region');
  });

  test('cannot use the stream of another stage', () => {
    const app = newApp();
    const telemetry = new KinesisTelemetryExtension(new Stack(new Stage(app, 'One'), 'Stack'), 'Telemetry');
    const fn = newFunction(new Stack(new Stage(app, 'Two'), 'Stack'));
    expect(() => telemetry.attachTo(fn)).toThrow('Two/Stack/Function is in another stage than the stream of One/Stack/Telemetry, and '
      + 'stages cannot refer to each other. Create a KinesisTelemetryExtension in each stage, or pass an imported stream');
  });

  test('in another app is an error that says how to import the extension there', () => {
    const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
    expect(() => telemetry.attachTo(newFunction(newStack({}, newApp(), 'Theirs')))).toThrow('Theirs/Function is in another app than the stream of Stack/Telemetry. Import the '
      + 'extension in that app (KinesisTelemetryExtension.fromParameters)');
  });

  test('can share an imported stream', () => {
    const app = newApp();
    const home = new Stack(new Stage(app, 'One', { env: IRELAND }), 'Stack');
    const other = new Stack(new Stage(app, 'Two', { env: IRELAND }), 'Stack');
    const stream = kinesis.Stream.fromStreamArn(home, 'Stream', 'arn:aws:kinesis:eu-west-1:111111111111:stream/shared');
    new KinesisTelemetryExtension(home, 'Telemetry', { stream }).attachTo(newFunction(other));
    expect(functionsIn(other)[0].Layers).toEqual([{ Ref: logicalIdsIn(other, 'AWS::Lambda::LayerVersion')[0] }]);
  });
});

describe('several extensions in an app', () => {
  test('can be in one stack with different prefixes', () => {
    const stack = newStack();
    for (const team of ['blue', 'green']) {
      new KinesisTelemetryExtension(stack, team, { parameterPrefix: `/${team}` }).attachTo(newFunction(stack, `${team}-function`));
    }
    const streams = functionsIn(stack).map((fn) => JSON.stringify(fn.Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN));
    expect(new Set(streams).size).toBe(2);
  });

  test('each create a layer in a stack where both attach functions', () => {
    const app = newApp();
    const other = newStack({}, app, 'Other');
    for (const team of ['blue', 'green']) {
      new KinesisTelemetryExtension(newStack({}, app, team), 'Telemetry', { parameterPrefix: `/${team}` }).attachTo(newFunction(other, team));
    }
    Template.fromStack(other).resourceCountIs('AWS::Lambda::LayerVersion', 2);
  });

  test.each([
    ['the same stack', {}, {}, (_app: App, home: Stack) => home],
    ['stacks without an environment', {}, {}, (app: App) => newStack({}, app, 'Other')],
    ['stacks of one account and region', { env: IRELAND }, {}, (app: App) => newStack({ env: IRELAND }, app, 'Other')],
  ])('that use the same parameters in %s are an error at synth time', (_, homeProps, __, otherStack) => {
    const app = newApp();
    const home = newStack(homeProps, app, 'Home');
    new KinesisTelemetryExtension(home, 'One');
    new KinesisTelemetryExtension(otherStack(app, home), 'Two');
    expect(() => app.synth()).toThrow(/Home\/One and (Home|Other)\/Two use the same SSM parameters \(\/telemetry\/kinesis\/…\) in the same account and region. Give one of them another parameterPrefix/);
  });

  test('cannot share the name of a policy in an account, nor that of a stream in a region of it', () => {
    const app = newApp();
    const names = { streamName: 'telemetry', policyName: 'write-telemetry' };
    new KinesisTelemetryExtension(newStack({ env: IRELAND }, app, 'Home'), 'One', names);
    new KinesisTelemetryExtension(newStack({ env: OTHER_REGION }, app, 'Far'), 'Two', names);
    new KinesisTelemetryExtension(newStack({ env: IRELAND }, app, 'Near'), 'Three', { streamName: 'telemetry', parameterPrefix: '/three' });
    new KinesisTelemetryExtension(newStack({ env: OTHER_ACCOUNT }, app, 'Foreign'), 'Four', names);
    const message = whatIsWrongWith(app);
    expect(message).toContain('Home/One and Far/Two use the same policyName (write-telemetry) in the same account, whose regions share all policies. Give one of them another policyName');
    expect(message).toContain('Home/One and Near/Three use the same streamName (telemetry) in the same account and region. Give one of them another streamName');
    expect(message).not.toMatch(/Foreign|Three and Far|parameterPrefix/);
  });

  test('may use the same parameters in two regions', () => {
    const app = newApp();
    for (const env of [IRELAND, OTHER_REGION]) new KinesisTelemetryExtension(newStack({ env }, app, env.region), 'Telemetry');
    expect(() => app.synth()).not.toThrow();
  });
});
