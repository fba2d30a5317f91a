import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { IKinesisTelemetryExtension, KinesisTelemetryExtension, KinesisTelemetryExtensionProps, RecordFormat, TelemetryConsumer, TelemetryConsumerProps } from '../../../src';
import { IRELAND, newApp, newFunction, newStack, propertiesIn } from '../fixtures';

interface Made {
  readonly stack: Stack;
  readonly telemetry: KinesisTelemetryExtension;
  readonly fn: lambda.Function;
  readonly consumer: TelemetryConsumer;
}

function make(props?: TelemetryConsumerProps, telemetryProps?: KinesisTelemetryExtensionProps): Made {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', telemetryProps);
  const fn = newFunction(stack, 'Reader');
  return { stack, telemetry, fn, consumer: telemetry.addConsumer(fn, props) };
}

interface Mapping { readonly [property: string]: unknown }
const mappingIn = (stack: Stack) => propertiesIn<Mapping>(stack, 'AWS::Lambda::EventSourceMapping')[0];
const synth = (stack: Stack) => () => (stack.node.root as App).synth();
const aggregated = { recordFormat: RecordFormat.KPL_AGGREGATED };
const reports = lambda.FilterCriteria.filter({ data: { type: lambda.FilterRule.isEqual('platform.report') } });

describe('a consumer with default settings', () => {
  const { stack, fn } = make();

  test('gets full batches in order from the oldest record, and a limited number of retries', () => {
    expect(mappingIn(stack)).toEqual({
      EventSourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^TelemetryStream/), 'Arn'] },
      FunctionName: { Ref: stack.getLogicalId(fn.node.defaultChild as lambda.CfnFunction) },
      BatchSize: 500,
      MaximumBatchingWindowInSeconds: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      MaximumRecordAgeInSeconds: 43_200,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^ReaderKinesisTelemetryConsumer.*Failures/), 'Arn'] } } },
    });
  });

  test('has an encrypted queue for discarded batches that rejects unencrypted connections and keeps messages for 14 days', () => {
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('has permission to read the stream and write to the queue before Lambda starts to read', () => {
    const template = Template.fromStack(stack);
    const [policyId, policy] = Object.entries(template.findResources('AWS::IAM::Policy'))[0];
    const actions = policy.Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action) as string[];
    expect(actions).toEqual(expect.arrayContaining(['kinesis:GetRecords', 'kinesis:GetShardIterator', 'sqs:SendMessage']));
    expect(actions.filter((action) => /put|\*/i.test(action))).toEqual([]);
    template.hasResource('AWS::Lambda::EventSourceMapping', { DependsOn: Match.arrayWith([policyId]) });
  });

  test('causes no warning', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('a consumer may decrypt a stream with a customer managed key', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: new kms.Key(stack, 'Key') });
  telemetry.addConsumer(newFunction(stack));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]) },
  });
});

test('renders all given props', () => {
  const { stack } = make({
    batchSize: 10_000,
    maxBatchingWindow: Duration.minutes(5),
    reportBatchItemFailures: false,
    bisectBatchOnError: false,
    retryAttempts: 0,
    maxRecordAge: Duration.days(7),
    discardFailures: true,
    parallelizationFactor: 10,
    startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
    startingPositionTimestamp: 1_790_000_000,
    enabled: false,
  });
  expect(mappingIn(stack)).toMatchObject({
    BatchSize: 10_000,
    MaximumBatchingWindowInSeconds: 300,
    BisectBatchOnFunctionError: false,
    MaximumRetryAttempts: 0,
    MaximumRecordAgeInSeconds: 604_800,
    ParallelizationFactor: 10,
    StartingPosition: 'AT_TIMESTAMP',
    StartingPositionTimestamp: 1_790_000_000,
    Enabled: false,
  });
  expect(mappingIn(stack)).not.toHaveProperty('FunctionResponseTypes');
  expect(mappingIn(stack)).not.toHaveProperty('DestinationConfig');
  Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
});

test('a given destination replaces the queue', () => {
  const stack = newStack();
  const mine = new sqs.Queue(stack, 'Mine');
  const consumer = new KinesisTelemetryExtension(stack, 'Telemetry').addConsumer(newFunction(stack), { onFailure: new SqsDlq(mine) });
  expect(consumer.onFailureQueue).toBeUndefined();
  expect(() => consumer.metricFailedBatches()).toThrow(/has no queue for failed batches/);
  expect(mappingIn(stack).DestinationConfig).toEqual({ OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'Arn'] } } });
});

test.each([
  [Duration.days(2), 86_400],
  [Duration.days(365), 604_800],
])('with a retention of %p, the maximum record age is %d seconds, so that failed records can still be read', (streamRetention, seconds) => {
  expect(mappingIn(make(undefined, { streamRetention }).stack).MaximumRecordAgeInSeconds).toBe(seconds);
});

test('enhanced fan-out creates a stream consumer that the function may subscribe to', () => {
  const { stack, consumer } = make({ enhancedFanOut: true });
  const [id] = Object.keys(Template.fromStack(stack).findResources('AWS::Kinesis::StreamConsumer'));
  expect(stack.resolve(consumer.streamConsumer?.streamConsumerArn)).toEqual({ 'Fn::GetAtt': [id, 'ConsumerARN'] });
  expect(mappingIn(stack).EventSourceArn).toEqual({ 'Fn::GetAtt': [id, 'ConsumerARN'] });
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: Match.arrayWith(['kinesis:SubscribeToShard']), Resource: { 'Fn::GetAtt': [id, 'ConsumerARN'] },
      })]),
    },
  });
});

describe('filters', () => {
  test('are rendered for aggregated records with enhanced fan-out', () => {
    const { stack } = make({ enhancedFanOut: true, filters: [reports] }, aggregated);
    expect(mappingIn(stack).FilterCriteria).toEqual({ Filters: [{ Pattern: '{"data":{"type":["platform.report"]}}' }] });
  });

  test.each<[string, TelemetryConsumerProps, KinesisTelemetryExtensionProps]>([
    ['lines of JSON', { enhancedFanOut: true }, {}],
    ['the format of CloudWatch Logs', { enhancedFanOut: true }, { recordFormat: RecordFormat.CLOUDWATCH_LOGS }],
    ['aggregated records that are polled', {}, aggregated],
  ])('are an error for %s, because Lambda would omit every event', (_, props, telemetryProps) => {
    expect(() => make({ ...props, filters: [reports] }, telemetryProps)).toThrow(/^Stack\/Telemetry, addConsumer for Stack\/Reader: filters would omit every event/);
  });

  test.each([
    ['another key than data', lambda.FilterCriteria.filter({ partitionKey: ['a'] })],
    ['another key in addition to data', lambda.FilterCriteria.filter({ data: {}, eventName: ['a'] })],
    ['no JSON', { pattern: 'type = report' }],
    ['a pattern that FilterCriteria.filter has not created', { data: { type: ['platform.report'] } }],
  ])('with %s are an error', (_, filter) => {
    expect(() => make({ enhancedFanOut: true, filters: [filter] }, aggregated)).toThrow(/each pattern in filters must be created by lambda.FilterCriteria.filter/);
  });

  test('are an error if there are none or too many', () => {
    expect(() => make({ enhancedFanOut: true, filters: [] }, aggregated)).toThrow('filters must be 1 to 10 patterns, got 0');
    expect(() => make({ enhancedFanOut: true, filters: Array.from({ length: 11 }, () => reports) }, aggregated)).toThrow('got 11');
  });
});

test.each<[string, TelemetryConsumerProps]>([
  ['batchSize must be a whole number from 1 to 10000, got 0', { batchSize: 0 }],
  ['batchSize must be a whole number from 1 to 10000, got 10001', { batchSize: 10_001 }],
  ['maxBatchingWindow must be in whole seconds from 0 seconds to 5 minutes, got 6 minutes', { maxBatchingWindow: Duration.minutes(6) }],
  ['maxBatchingWindow must be in whole seconds from 0 seconds to 5 minutes, got 100 millis', { maxBatchingWindow: Duration.millis(100) }],
  ['retryAttempts must be a whole number from 0 to 10000, got -1', { retryAttempts: -1 }],
  ['maxRecordAge must be in whole seconds from 1 minute to 7 days, got 59 seconds', { maxRecordAge: Duration.seconds(59) }],
  ['parallelizationFactor must be a whole number from 1 to 10, got 11', { parallelizationFactor: 11 }],
  ['startingPosition is AT_TIMESTAMP, but startingPositionTimestamp is missing', { startingPosition: lambda.StartingPosition.AT_TIMESTAMP }],
  ['startingPositionTimestamp requires StartingPosition.AT_TIMESTAMP', { startingPositionTimestamp: 1 }],
  ['onFailure cannot be given together with discardFailures', {
    discardFailures: true, onFailure: new SqsDlq(sqs.Queue.fromQueueArn(newStack(), 'Queue', 'arn:aws:sqs:eu-west-1:111111111111:mine')),
  }],
])('%s: is an error at synth time', (message, props) => {
  expect(() => make(props)).toThrow(`Stack/Telemetry, addConsumer for Stack/Reader: ${message}`);
});

test('a function that is already a consumer is an error', () => {
  const { telemetry, fn } = make();
  expect(() => telemetry.addConsumer(fn)).toThrow('Stack/Telemetry, addConsumer for Stack/Reader: the function is already a consumer');
});

test('a function can read two streams', () => {
  const { stack, fn } = make();
  new KinesisTelemetryExtension(stack, 'Other', { parameterPrefix: '/other' }).addConsumer(fn);
  Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
});

describe('a consumer that streams its own telemetry', () => {
  const loops = 'Stack/Reader reads the stream of Stack/Telemetry and writes its own telemetry to it: each invocation would cause another one';

  test('to the stream that it reads is an error', () => {
    const { stack, telemetry, fn } = make();
    telemetry.attachTo(fn);
    expect(synth(stack)).toThrow(loops);
  });

  test('is an error if it is attached first and reads through an alias', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const fn = newFunction(stack, 'Reader');
    telemetry.attachTo(fn);
    telemetry.addConsumer(new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: fn.currentVersion }));
    expect(synth(stack)).toThrow(loops);
  });

  test('to another stream is allowed', () => {
    const { stack, fn } = make();
    new KinesisTelemetryExtension(stack, 'Other', { parameterPrefix: '/other' }).attachTo(fn);
    expect(synth(stack)).not.toThrow();
  });
});

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

test('has metrics for the iterator age and the number of discarded batches', () => {
  const { stack, consumer, fn } = make();
  expect(consumer.metricIteratorAge().toMetricConfig().metricStat).toMatchObject({
    namespace: 'AWS/Lambda', metricName: 'IteratorAge', statistic: 'Maximum', dimensions: [{ name: 'FunctionName', value: fn.functionName }],
  });
  expect(stack.resolve(consumer.metricFailedBatches().toMetricConfig().metricStat)).toMatchObject({
    namespace: 'AWS/SQS', metricName: 'ApproximateNumberOfMessagesVisible', statistic: 'Maximum',
    dimensions: [{ name: 'QueueName', value: { 'Fn::GetAtt': [expect.stringMatching(/Failures/), 'QueueName'] } }],
  });
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
