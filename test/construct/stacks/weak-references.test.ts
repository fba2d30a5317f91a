import { App, Aws, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IKinesisTelemetryExtension, KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../../src';
import { FEATURE_FLAGS, functionsIn, IRELAND, newApp, newFunction, newStack, OTHER_ACCOUNT, OTHER_REGION, propertiesIn } from '../fixtures';

interface Deployed {
  readonly Outputs?: Record<string, { readonly Export?: unknown }>;
}

function templatesOf(app: App): Record<string, Deployed> {
  return Object.fromEntries(app.synth().stacks.map(({ id, template }) => [id, template as Deployed]));
}

/** The exports and imports of all stacks: what CloudFormation refuses to delete, and what makes it refuse. */
function exportsAndImportsOf(app: App): string[] {
  return Object.entries(templatesOf(app)).flatMap(([id, template]) => [
    ...Object.entries(template.Outputs ?? {}).filter(([, output]) => output.Export).map(([name]) => `${id} exports ${name}`),
    ...[...JSON.stringify(template).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => `${id} imports ${name}`),
  ]);
}

/** The SSM parameters of telemetry that a stack reads. */
function readBy(stack: Stack): string[] {
  return Object.values(Template.fromStack(stack).findParameters('*', { Description: Match.stringLikeRegexp('cdk-kinesis-telemetry-extension') }))
    .map(({ Default }) => Default as string).sort();
}

interface Stacks {
  readonly app: App;
  readonly home: Stack;
  readonly other: Stack;
}

function twoStacks(context = {}, env = {}, otherEnv = env): Stacks {
  const app = newApp(context);
  return { app, home: newStack({ env }, app, 'Home'), other: newStack({ env: otherEnv }, app, 'Other') };
}

type Use = (telemetry: IKinesisTelemetryExtension, other: Stack) => void;

const USES: [what: string, use: Use][] = [
  ['an attached function', (telemetry, other) => telemetry.attachTo(newFunction(other))],
  ['an attached function of a nested stack', (telemetry, other) => telemetry.attachTo(newFunction(new NestedStack(other, 'Nested')))],
  ['a consumer', (telemetry, other) => telemetry.addConsumer(newFunction(other))],
  ['a consumer with enhanced fan-out', (telemetry, other) => telemetry.addConsumer(newFunction(other), { enhancedFanOut: true })],
  ['a reader', (telemetry, other) => telemetry.grantRead(newFunction(other))],
  ['a producer', (telemetry, other) => telemetry.grantWrite(newFunction(other))],
];

const STREAMS: [what: string, props: (home: Stack) => KinesisTelemetryExtensionProps][] = [
  ['a stream', () => ({})],
  ['a stream with a name', () => ({ streamName: 'telemetry' })],
  ['a stream with a key', (home) => ({ streamEncryptionKey: new kms.Key(home, 'Key') })],
  ['a stream with a name and a key', (home) => ({ streamName: 'telemetry', streamEncryptionKey: new kms.Key(home, 'Key') })],
  ['a given stream', (home) => ({ stream: new kinesis.Stream(home, 'Mine') })],
  ['a given stream with a key', (home) => ({ stream: new kinesis.Stream(home, 'Mine', { encryptionKey: new kms.Key(home, 'Key') }) })],
];

describe.each(FEATURE_FLAGS)('with %s,', (_, context) => {
  describe.each(STREAMS)('another stack with %s', (__, props) => {
    test.each(USES)('and %s causes no export, and leaves the template of the stream unchanged', (___, use) => {
      const templateOfHome = (uses: Use[]): unknown => {
        const { app, home, other } = twoStacks(context);
        const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', props(home));
        for (const each of uses) each(telemetry, other);
        expect(exportsAndImportsOf(app)).toEqual([]);
        return templatesOf(app).Home;
      };
      expect(templateOfHome([use])).toEqual(templateOfHome([]));
    });
  });

  test.each(USES)('another stack than that of fromParameters, with %s, causes no export, and nothing in the stack of the import', (___, use) => {
    const { app, home, other } = twoStacks(context);
    use(KinesisTelemetryExtension.fromParameters(home, 'Telemetry'), other);
    expect(exportsAndImportsOf(app)).toEqual([]);
    expect(readBy(home)).toEqual([]);
  });
});

describe('a function in another stack', () => {
  test('finds the stream by its SSM parameter, and is deployed after it', () => {
    const { app, home, other } = twoStacks();
    new KinesisTelemetryExtension(home, 'Telemetry', { parameterPrefix: '/mine' }).attachTo(newFunction(other));
    expect(readBy(other)).toEqual(['/mine/stream/arn']);
    const [id] = Object.keys(Template.fromStack(other).findParameters('*', { Default: '/mine/stream/arn' }));
    expect(functionsIn(other)[0].Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN).toEqual({ Ref: id });
    Template.fromStack(other).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'kinesis:PutRecords', Resource: { Ref: id } }] },
    });
    expect(app.synth().getStackByName('Other').dependencies.map((dependency) => dependency.id)).toContain('Home');
  });

  test('knows the ARN of a stream with a name, and needs no other stack', () => {
    const { home, other } = twoStacks({}, IRELAND);
    new KinesisTelemetryExtension(home, 'Telemetry', { streamName: 'telemetry' }).attachTo(newFunction(other));
    expect(readBy(other)).toEqual([]);
    expect(functionsIn(other)[0].Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN)
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kinesis:eu-west-1:111111111111:stream/telemetry']] });
  });

  test('may use only the key of the stream, by a condition that names the stream', () => {
    const { home, other } = twoStacks();
    const streamEncryptionKey = new kms.Key(home, 'Key');
    new KinesisTelemetryExtension(home, 'Telemetry', { streamEncryptionKey }).attachTo(newFunction(other));
    expect(readBy(other)).toEqual(['/telemetry/kinesis/stream/arn']);
    Template.fromStack(other).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: 'kms:GenerateDataKey',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/*']] },
          Condition: { StringEquals: { 'kms:EncryptionContext:aws:kinesis:arn': { Ref: Match.anyValue() } } },
        }]),
      },
    });
  });

  test('names a key that is in its own stack', () => {
    const { home, other } = twoStacks();
    const streamEncryptionKey = new kms.Key(other, 'Key');
    new KinesisTelemetryExtension(home, 'Telemetry', { streamEncryptionKey, streamName: 'telemetry' }).attachTo(newFunction(other));
    Template.fromStack(other).hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:GenerateDataKey', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } })]) },
    });
  });

  test('refers to a given stream of its own stack directly', () => {
    const { home, other } = twoStacks();
    new KinesisTelemetryExtension(home, 'Telemetry', { stream: new kinesis.Stream(other, 'Mine') }).attachTo(newFunction(other));
    expect(readBy(other)).toEqual([]);
    expect(functionsIn(other)[0].Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN)
      .toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'Arn'] });
  });

  test('is an error when parameterPrefix is a token, because CloudFormation could not find the parameter', () => {
    const { home, other } = twoStacks();
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { parameterPrefix: `/${Aws.STACK_NAME}` });
    expect(() => telemetry.attachTo(newFunction(other))).toThrow('Other reads the ARN of its stream from an SSM parameter of Home/Telemetry, whose '
      + 'parameterPrefix must therefore be known at synth, but is a token. Use a literal parameterPrefix. Set streamName, so that');
  });

  test('does not change the stack of its role, so that it can be detached', () => {
    const templateOfRoles = (attach: boolean, stopCloudWatchLogs: boolean, path?: string): unknown => {
      const { app, home, other } = twoStacks();
      const role = new iam.Role(newStack({}, app, 'Roles'), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), path });
      const fn = newFunction(other, 'Function', { role });
      if (attach) new KinesisTelemetryExtension(home, 'Telemetry').attachTo(fn, { stopCloudWatchLogs });
      if (attach) {
        const index = path === undefined ? 1 : 3;
        const roles = propertiesIn<{ Roles: unknown }>(other, 'AWS::IAM::ManagedPolicy').map(({ Roles }) => Roles);
        expect(roles).toEqual([[{ 'Fn::Select': [index, { 'Fn::Split': ['/', expect.objectContaining({ 'Fn::ImportValue': expect.stringContaining('Arn') })] }] }]]);
      }
      return templatesOf(app).Roles;
    };
    for (const stop of [true, false]) expect(templateOfRoles(true, stop)).toEqual(templateOfRoles(false, stop));
    expect(templateOfRoles(true, false, '/of/shop/')).toEqual(templateOfRoles(false, false, '/of/shop/'));
  });
});

describe('a reader in another stack', () => {
  test('finds the key of the stream by its SSM parameter, and may decrypt with no other key', () => {
    const { home, other } = twoStacks();
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { streamEncryptionKey: new kms.Key(home, 'Key') });
    telemetry.addConsumer(newFunction(other));
    expect(readBy(other)).toEqual(['/telemetry/kinesis/stream/arn', '/telemetry/kinesis/stream/key/arn']);
    const [id] = Object.keys(Template.fromStack(other).findParameters('*', { Default: '/telemetry/kinesis/stream/key/arn' }));
    Template.fromStack(other).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: { Ref: id } }]) },
    });
    Template.fromStack(home).hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/telemetry/kinesis/stream/key/arn', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    });
  });

  test('that is attached to the stream as well is an error', () => {
    const { app, home, other } = twoStacks();
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    const fn = newFunction(other);
    telemetry.attachTo(fn);
    telemetry.addConsumer(fn);
    expect(() => app.synth()).toThrow('Other/Function reads the stream of Home/Telemetry and writes its own telemetry to it');
  });

  test('that CDK makes one is an error when it is attached as well', () => {
    const { app, home, other } = twoStacks();
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    const fn = newFunction(other);
    telemetry.attachTo(fn);
    new lambda.EventSourceMapping(other, 'Source', { target: fn, eventSourceArn: telemetry.stream.streamArn, startingPosition: lambda.StartingPosition.LATEST });
    expect(() => app.synth()).toThrow('Other/Function reads the stream of Home/Telemetry, by Other/Source/Resource');
  });

  test('in another region is an error, because Lambda reads only streams in its own region', () => {
    const { home, other } = twoStacks({}, IRELAND, OTHER_REGION);
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    expect(() => telemetry.addConsumer(newFunction(other))).toThrow('Home/Telemetry, addConsumer for Other/Function: the function is in us-east-2, but the '
      + 'stream is in eu-west-1: Lambda reads only streams in its own region. Create the function in eu-west-1');
  });
});

describe('a function in another region', () => {
  test('does not give the stream a name, because CloudFormation would replace the stream', () => {
    const resourcesOfHome = (attach: boolean): unknown => {
      const { app, home, other } = twoStacks({}, IRELAND, OTHER_REGION);
      const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
      if (attach) telemetry.attachTo(newFunction(other));
      expect(exportsAndImportsOf(app)).toEqual([]);
      return Template.fromStack(home).toJSON().Resources as unknown;
    };
    expect(resourcesOfHome(true)).toEqual(resourcesOfHome(false));
  });

  test('reads the ARN of the stream from an output of its stack', () => {
    const { app, home, other } = twoStacks({}, IRELAND, OTHER_REGION);
    new KinesisTelemetryExtension(new NestedStack(home, 'Nested'), 'Telemetry').attachTo(newFunction(other));
    const [output] = Object.keys(templatesOf(app).Home.Outputs ?? {});
    expect(functionsIn(other)[0].Environment.Variables.KINESIS_TELEMETRY_STREAM_ARN)
      .toEqual({ 'Fn::GetStackOutput': { StackName: 'Home', OutputName: output, Region: 'eu-west-1' } });
    expect(other.dependencies).toContain(home);
  });
});

describe('an error says what to do', () => {
  test('for a function in another account, which can look up nothing', () => {
    const { home, other } = twoStacks({}, IRELAND, OTHER_ACCOUNT);
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { streamEncryptionKey: new kms.Key(home, 'Key') });
    expect(() => telemetry.attachTo(newFunction(other))).toThrow('Other is in account 222222222222, and Home/Telemetry in account 111111111111: no other account '
      + 'can look up the ARN of its stream. Set streamName, so that the ARN of the stream is known at synth');
  });

  test.each<[string, object, object, string]>([
    ['region', {}, { region: 'eu-west-1' }, 'Other has the region eu-west-1, and Home has no region, the stack of Home/Telemetry'],
    ['region', { region: 'eu-west-1' }, {}, 'Other has no region, and Home has the region eu-west-1, the stack of Home/Telemetry'],
    ['account', { region: 'eu-west-1' }, IRELAND, 'Other has the account 111111111111, and Home has no account, the stack of Home/Telemetry'],
  ])('for a stack with and a stack without a known %s', (__, env, otherEnv, message) => {
    const { home, other } = twoStacks({}, env, otherEnv);
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    expect(() => telemetry.attachTo(newFunction(other))).toThrow(`${message}: synth cannot know whether they are the same, and so where to find the ARN of its `
      + 'stream. Give both stacks an env: new Stack(app, id, { env: { account, region } })');
  });

  test('for a stream with a name in a stack without a region', () => {
    const { home, other } = twoStacks({}, {}, IRELAND);
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry', { streamName: 'telemetry' });
    expect(() => telemetry.attachTo(newFunction(other))).toThrow('Home has no account, the stack of Home/Telemetry: synth cannot know');
  });
});

test('an L1 function does not change the stack of its L1 role', () => {
  const templateOfRoles = (attach: boolean): unknown => {
    const { app, home, other } = twoStacks();
    const role = new iam.CfnRole(newStack({}, app, 'Roles'), 'Role', { assumeRolePolicyDocument: {} });
    const fn = new lambda.CfnFunction(other, 'Function', { role: role.attrArn, runtime: 'nodejs22.x', handler: 'index.handler', code: { zipFile: '…' } });
    if (attach) new KinesisTelemetryExtension(home, 'Telemetry').attachTo(fn);
    return templatesOf(app).Roles;
  };
  expect(templateOfRoles(true)).toEqual(templateOfRoles(false));
});
