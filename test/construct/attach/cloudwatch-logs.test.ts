import { Aws, CfnCondition, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AttachOptions, KinesisTelemetryExtension, TelemetryType, UndeliveredEvents } from '../../../src';
import { FEATURE_FLAGS, IRELAND, logicalIdsIn, newApp, newFunction, newStack, propertiesIn } from '../fixtures';

function stopped(
  props: (stack: Stack) => Partial<lambda.FunctionProps> = () => ({}), options: AttachOptions = {}, stack = newStack({ env: IRELAND }),
): Stack {
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', props(stack)), { stopCloudWatchLogs: true, ...options });
  return stack;
}

interface Denial {
  readonly PolicyDocument: { readonly Statement: { readonly Resource: unknown[] }[] };
  readonly Roles: unknown[];
}

const ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

describe.each(FEATURE_FLAGS)('with %s', (_, context) => {
  test('denies the role of the function to write to its log group only', () => {
    const stack = stopped(undefined, {}, newStack({}, newApp(context)));
    const [fn] = logicalIdsIn(stack, 'AWS::Lambda::Function');
    const group = ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:/aws/lambda/', { Ref: fn }];
    const [{ PolicyDocument: { Statement }, Roles }] = propertiesIn<Denial>(stack, 'AWS::IAM::Policy');
    // A feature flag sorts the resources.
    expect(Statement).toEqual([{ Effect: 'Deny', Action: ACTIONS, Resource: expect.any(Array) }]);
    expect(new Set(Statement[0].Resource)).toEqual(new Set([{ 'Fn::Join': ['', group] }, { 'Fn::Join': ['', [...group, ':*']] }]));
    expect(Roles).toEqual([{ Ref: expect.stringMatching('FunctionServiceRole') }]);
  });

  test('the function does not depend on the policy', () => {
    const stack = stopped(undefined, {}, newStack({}, newApp(context)));
    const [policy] = logicalIdsIn(stack, 'AWS::IAM::Policy');
    const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'));
    expect(JSON.stringify(fn)).not.toContain(policy);
  });
});

test('the policy has the condition of the function, without which it would refer to nothing', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn, { stopCloudWatchLogs: true });
  (fn.node.defaultChild as CfnResource).cfnOptions.condition = new CfnCondition(stack, 'InIreland', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  Template.fromStack(stack).hasResource('AWS::IAM::Policy', { Condition: 'InIreland' });
});

test('denies writing to the log group that the function is configured with', () => {
  const stack = stopped((scope) => ({ logGroup: new logs.LogGroup(scope, 'Logs', { logGroupName: '/shop/orders' }) }));
  expect(JSON.stringify(propertiesIn(stack, 'AWS::IAM::Policy'))).toMatch(/:log-group:",\{"Ref":"Logs[^"]*"\}/);
});

test('another function with the same role keeps its logs', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.attachTo(newFunction(stack, 'Quiet', { role }), { stopCloudWatchLogs: true });
  telemetry.attachTo(newFunction(stack, 'Loud', { role }));
  const denials = JSON.stringify(propertiesIn(stack, 'AWS::IAM::Policy'));
  expect(denials).toContain('"Quiet');
  expect(denials).not.toContain('"Loud');
});

test('the policy applies to an imported role of the same account', () => {
  const stack = stopped((scope) => ({ role: iam.Role.fromRoleArn(scope, 'Role', 'arn:aws:iam::111111111111:role/theirs') }));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { Roles: ['theirs'] });
  Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('cloudWatchLogsNotStopped'));
});

test('an immutable role is a warning that says what to do', () => {
  const stack = stopped((scope) => ({ role: iam.Role.fromRoleArn(scope, 'Role', 'arn:aws:iam::111111111111:role/theirs', { mutable: false }) }));
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  Annotations.fromStack(stack).hasWarning('/Stack/Function',
    Match.stringLikeRegexp('Deny logs:CreateLogGroup.* in the app that defines the role .*cdk-kinesis-telemetry-extension:cloudWatchLogsNotStopped'));
});

test('logs that are neither in CloudWatch Logs nor in the stream are a warning', () => {
  const stack = stopped(undefined, { telemetryTypes: [TelemetryType.PLATFORM] });
  Annotations.fromStack(stack).hasWarning('/Stack/Function', Match.stringLikeRegexp('are neither in CloudWatch Logs.*nor in the stream.*cdk-kinesis-telemetry-extension:logsGoNowhere'));
});

test('UndeliveredEvents.LOG is an error', () => {
  expect(() => stopped(undefined, { undeliveredEvents: UndeliveredEvents.LOG }))
    .toThrow('Stack/Function: stopCloudWatchLogs cannot be given together with UndeliveredEvents.LOG');
});

test('creates no policy without the option', () => {
  const stack = stopped(undefined, { stopCloudWatchLogs: false });
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
});
