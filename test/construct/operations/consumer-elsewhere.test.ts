import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IKinesisTelemetryExtension, KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newApp, newFunction, newStack } from '../fixtures';
import { mappingIn, reports, synth } from './consumer-setup';

describe('a function in another stack', () => {
  const app = newApp();
  const home = newStack({ env: IRELAND }, app, 'Home');
  const away = newStack({ env: IRELAND }, app, 'Away');
  new KinesisTelemetryExtension(home, 'Telemetry').addConsumer(newFunction(away, 'Reader'), { enhancedFanOut: true });

  test('has its event source, queue and stream consumer in its own stack', () => {
    for (const type of ['AWS::Lambda::EventSourceMapping', 'AWS::SQS::Queue', 'AWS::Kinesis::StreamConsumer']) {
      Template.fromStack(away).resourceCountIs(type, 1);
      Template.fromStack(home).resourceCountIs(type, 0);
    }
  });
});

describe('a function with an imported role', () => {
  function warningsWith(mutable: boolean): unknown[] {
    const stack = newStack({ env: IRELAND });
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/mine', { mutable });
    new KinesisTelemetryExtension(stack, 'Telemetry').addConsumer(newFunction(stack, 'Reader', { role }));
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('consumerRoleNotChanged'));
  }

  test('causes no warning if the role is mutable', () => {
    expect(warningsWith(true)).toEqual([]);
  });

  test('is a warning that says what to allow if the role is immutable', () => {
    const [warning, ...others] = warningsWith(false);
    expect(JSON.stringify(warning)).toContain('The role of Stack/Reader is imported and cannot be changed here');
    expect(others).toEqual([]);
  });
});

test('a consumer can read an imported stream', () => {
  const stack = newStack({ env: IRELAND });
  const stream = kinesis.Stream.fromStreamArn(stack, 'Mine', 'arn:aws:kinesis:eu-west-1:111111111111:stream/mine');
  new KinesisTelemetryExtension(stack, 'Telemetry', { stream }).addConsumer(newFunction(stack));
  expect(mappingIn(stack).EventSourceArn).toBe('arn:aws:kinesis:eu-west-1:111111111111:stream/mine');
});

describe('with an imported extension', () => {
  const ARN = 'arn:aws:kinesis:eu-west-1:111111111111:stream/theirs';

  function imported(): { stack: Stack; telemetry: IKinesisTelemetryExtension } {
    const stack = newStack({ env: IRELAND });
    return {
      stack,
      telemetry: KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', {
        streamArn: ARN,
        layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1',
        policyArn: 'arn:aws:iam::111111111111:policy/telemetry',
      }),
    };
  }

  test('a function can be a consumer', () => {
    const { stack, telemetry } = imported();
    telemetry.addConsumer(newFunction(stack));
    expect(mappingIn(stack)).toMatchObject({ EventSourceArn: ARN, MaximumRecordAgeInSeconds: 43_200 });
  });

  test('filters are a warning, because the record format is unknown, and still require enhanced fan-out', () => {
    const { stack, telemetry } = imported();
    telemetry.addConsumer(newFunction(stack, 'Reader'), { enhancedFanOut: true, filters: [reports] });
    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('filtersOfUnknownFormat'));
    expect(JSON.stringify(warnings)).toContain('work only if all functions that write to the stream have the recordFormat RecordFormat.KPL_AGGREGATED');
    expect(() => telemetry.addConsumer(newFunction(stack, 'Other'), { filters: [reports] })).toThrow('filters would omit every event: Lambda matches');
  });

  test('supports alarms, dashboards and archives', () => {
    const { stack, telemetry } = imported();
    telemetry.addArchive('Archive');
    telemetry.addAlarms();
    telemetry.addDashboard();
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', { KinesisStreamSourceConfiguration: { KinesisStreamARN: ARN } });
  });
});

describe('a function without an L2', () => {
  const bare = (stack: Stack, role: string) => new lambda.CfnFunction(stack, 'Bare', { code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 256, role });
  const trust = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };

  test('can be a consumer: its role may read the stream before Lambda does so', () => {
    const stack = newStack();
    const role = new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: trust });
    new KinesisTelemetryExtension(stack, 'Telemetry').addConsumer(bare(stack, role.attrArn));
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kinesis:GetRecords']) })]) },
    });
    const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
    template.hasResource('AWS::Lambda::EventSourceMapping', {
      DependsOn: Match.arrayWith([policy]), Properties: { FunctionName: { 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Bare', 'Arn'] }] }] } },
    });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('that streams its own telemetry to the stream is an error', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const fn = bare(stack, new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: trust }).attrArn);
    telemetry.attachTo(fn);
    telemetry.addConsumer(fn);
    expect(synth(stack)).toThrow('Stack/Bare reads the stream of Stack/Telemetry and writes its own telemetry to it');
  });

  test.each<[what: string, create: (stack: Stack) => lambda.IFunction | lambda.CfnFunction]>([
    ['a role that is known only at deployment', (stack) => bare(stack, new CfnParameter(stack, 'RoleArn').valueAsString)],
    ['an import without a role', (stack) => lambda.Function.fromFunctionArn(stack, 'Theirs', 'arn:aws:lambda:eu-west-1:111111111111:function:theirs')],
  ])('and with %s is an error that says what to do', (_, create) => {
    const stack = newStack();
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').addConsumer(create(stack))).toThrow(
      /^Stack\/Telemetry, addConsumer for Stack\/\w+: this app does not know the role of the function.*fromFunctionAttributes/);
  });
});
