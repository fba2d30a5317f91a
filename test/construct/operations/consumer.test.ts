import { Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps, RecordFormat, TelemetryConsumerProps } from '../../../src';
import { newFunction, newStack } from '../fixtures';
import { aggregated, make, mappingIn, reports, synth } from './consumer-setup';

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

  test('is an error for a SingletonFunction, whose function is elsewhere', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const singleton = new lambda.SingletonFunction(stack, 'Reader', {
      uuid: 'reader', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), memorySize: 256,
    });
    telemetry.attachTo(singleton);
    telemetry.addConsumer(singleton);
    expect(synth(stack)).toThrow('Stack/SingletonLambdareader reads the stream of Stack/Telemetry and writes its own telemetry to it');
  });

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
