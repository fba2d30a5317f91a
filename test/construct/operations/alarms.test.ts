import { Aws, CfnCondition, CfnResource, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LambdaAction, SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { KinesisTelemetryExtension, KinesisTelemetryExtensionProps, TelemetryAlarmsProps } from '../../../src';
import { IRELAND, newApp, newFunction, newStack, propertiesIn } from '../fixtures';

interface Alarm {
  readonly AlarmDescription: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly MetricName?: string;
  readonly Period?: number;
  readonly Dimensions?: { readonly Name: string; readonly Value: unknown }[];
  readonly Metrics?: {
    readonly Expression?: string;
    readonly Id: string;
    readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
  }[];
  readonly AlarmActions?: unknown[];
  readonly OKActions?: unknown[];
}

/** Returns the alarms by the ids of their constructs. */
function alarmsIn(stack: Stack): Record<string, Alarm> {
  const resources = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.fromEntries(Object.entries(resources).map(([id, { Properties }]) => [id.replace(/^.*?(TelemetryAlarms|KinesisTelemetryConsumer[0-9a-f]{8})(.*)[0-9A-F]{8}$/, '$2'), Properties as Alarm]));
}

interface Made { readonly stack: Stack; readonly telemetry: KinesisTelemetryExtension; readonly reader: lambda.Function }

function make(props?: KinesisTelemetryExtensionProps): Made {
  const stack = newStack();
  return { stack, telemetry: new KinesisTelemetryExtension(stack, 'Telemetry', props), reader: newFunction(stack, 'Reader') };
}

function alarmsWith(overrides?: TelemetryAlarmsProps): Record<string, Alarm> {
  const { stack, telemetry, reader } = make();
  telemetry.addConsumer(reader, { enhancedFanOut: true });
  telemetry.addAlarms(overrides);
  return alarmsIn(stack);
}

describe('by default', () => {
  const alarms = alarmsWith();

  test('there are alarms only for telemetry that is lost or about to be lost', () => {
    expect(Object.keys(alarms).sort()).toEqual(['FailedBatchesAlarm', 'IteratorAge', 'IteratorAgeAlarm', 'LostEvents', 'ThrottledRecords']);
  });

  test('one lost event triggers an alarm', () => {
    const { LostEvents: alarm } = alarms;
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    const metrics = alarm.Metrics ?? [];
    expect(metrics.find(({ Expression }) => Expression)?.Expression).toBe('FILL(dropped, 0) + FILL(undelivered, 0)');
    expect(Object.fromEntries(metrics.flatMap(({ Id, MetricStat }) => MetricStat ? [[Id, MetricStat.Metric.MetricName]] : [])))
      .toEqual({ dropped: 'DroppedEvents', undelivered: 'UndeliveredEvents' });
  });

  test('a stream that throttles a tenth of the records for 15 minutes triggers an alarm', () => {
    const { ThrottledRecords: alarm } = alarms;
    expect(alarm).toMatchObject({ Threshold: 10, EvaluationPeriods: 3, DatapointsToAlarm: 3 });
    expect(alarm.Metrics?.map(({ MetricStat }) => MetricStat?.Metric.MetricName)).toEqual([undefined, 'PutRecords.ThrottledRecords', 'PutRecords.TotalRecords']);
    expect(alarm.Metrics?.[0].Expression).toBe('100 * throttled / total');
  });

  test('a reader that is behind by a quarter of the retention triggers an alarm', () => {
    expect(alarms.IteratorAge).toMatchObject({ MetricName: 'GetRecords.IteratorAgeMilliseconds', Threshold: 6 * 3_600_000, EvaluationPeriods: 3 });
    expect(alarms.IteratorAgeAlarm).toMatchObject({
      MetricName: 'IteratorAge', Threshold: 6 * 3_600_000, EvaluationPeriods: 3, Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^Reader/) as unknown } }],
    });
  });

  test('one discarded batch triggers an alarm', () => {
    expect(alarms.FailedBatchesAlarm).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, EvaluationPeriods: 1 });
  });

  test('missing data triggers no alarm, but the threshold itself does', () => {
    for (const alarm of Object.values(alarms)) {
      expect(alarm).toMatchObject({ TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
      expect(alarm.AlarmActions).toBeUndefined();
    }
  });

  test('the description says what happens, and names the stream or function', () => {
    for (const { AlarmDescription } of Object.values(alarms)) {
      expect(AlarmDescription).toMatch(/^Telemetry is (lost|about to be lost): .*Stack\/(Telemetry\/Stream|Reader)/);
    }
  });
});

test('a longer retention increases the threshold for readers', () => {
  const { stack, telemetry } = make({ streamRetention: Duration.days(4) });
  telemetry.addAlarms();
  expect(alarmsIn(stack).IteratorAge.Threshold).toBe(86_400_000);
});

test('every alarm has the given actions, including alarms of consumers that are added later', () => {
  const { stack, telemetry, reader } = make();
  telemetry.addAlarms({ alarmActions: [new SnsAction(new sns.Topic(stack, 'Pager'))], okActions: [new SnsAction(new sns.Topic(stack, 'Relief'))] });
  telemetry.addConsumer(reader);
  const alarms = alarmsIn(stack);
  expect(Object.keys(alarms)).toContain('FailedBatchesAlarm');
  for (const { AlarmActions, OKActions } of Object.values(alarms)) {
    expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^Pager/) as unknown }]);
    expect(OKActions).toEqual([{ Ref: expect.stringMatching(/^Relief/) as unknown }]);
  }
});

test('every alarm may invoke a function as its action, also those of several consumers and archives', () => {
  const { stack, telemetry, reader } = make();
  telemetry.attachTo(newFunction(stack, 'Orders'));
  telemetry.addAlarms({ alarmActions: [new LambdaAction(newFunction(stack, 'Responder'), { useUniquePermissionId: true })] });
  telemetry.addConsumer(reader);
  telemetry.addConsumer(newFunction(stack, 'Other'));
  for (const id of ['One', 'Two']) telemetry.addArchive(id);
  const permitted = propertiesIn<{ SourceArn: unknown }>(stack, 'AWS::Lambda::Permission').map(({ SourceArn }) => JSON.stringify(SourceArn));
  expect(new Set(permitted).size).toBe(Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).length);
});

test('a consumer that polls has no alarm for its iterator age, because the alarm of the stream covers it', () => {
  const { stack, telemetry, reader } = make();
  telemetry.addConsumer(reader);
  telemetry.addAlarms();
  expect(Object.keys(alarmsIn(stack)).sort()).toEqual(['FailedBatchesAlarm', 'IteratorAge', 'LostEvents', 'ThrottledRecords']);
});

test('a consumer without a queue has no alarm for failed batches', () => {
  const { stack, telemetry, reader } = make();
  telemetry.addConsumer(reader, { discardFailures: true });
  telemetry.addAlarms();
  expect(Object.keys(alarmsIn(stack))).not.toContain('FailedBatchesAlarm');
});

describe('an override', () => {
  test('changes only the given settings', () => {
    const { ThrottledRecords: alarm, LostEvents: other } = alarmsWith({
      throttledRecords: { threshold: 50, evaluationPeriods: 6, datapointsToAlarm: 4, period: Duration.minutes(1) },
    });
    expect(alarm).toMatchObject({ Threshold: 50, EvaluationPeriods: 6, DatapointsToAlarm: 4 });
    expect(alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat ? [MetricStat.Period] : [])).toEqual([60, 60]);
    expect(other.Threshold).toBe(1);
  });

  test('applies to all alarms of its kind', () => {
    const alarms = alarmsWith({ iteratorAge: { threshold: 1_000 } });
    expect([alarms.IteratorAge.Threshold, alarms.IteratorAgeAlarm.Threshold]).toEqual([1_000, 1_000]);
  });

  test('can disable an alarm', () => {
    expect(Object.keys(alarmsWith({ lostEvents: { enabled: false }, failedBatches: { enabled: false } })).sort())
      .toEqual(['IteratorAge', 'IteratorAgeAlarm', 'ThrottledRecords']);
  });

  test.each<[string, TelemetryAlarmsProps]>([
    ['lostEvents.evaluationPeriods must be a whole number from 1 to 10000, got 0', { lostEvents: { evaluationPeriods: 0 } }],
    ['failedBatches.datapointsToAlarm must be at most evaluationPeriods (1), got 2', { failedBatches: { datapointsToAlarm: 2 } }],
    ['iteratorAge.datapointsToAlarm must be at most evaluationPeriods (2), got 3', { iteratorAge: { datapointsToAlarm: 3, evaluationPeriods: 2 } }],
    ['iteratorAge.period must be in whole minutes, at least 1 minute, got 30 seconds', { iteratorAge: { period: Duration.seconds(30) } }],
    ['iteratorAge.period must be in whole minutes, at least 1 minute, got 1 minute 30 seconds', { iteratorAge: { period: Duration.seconds(90) } }],
  ])('%s: is an error', (message, overrides) => {
    expect(() => alarmsWith(overrides)).toThrow(`Stack/Telemetry, addAlarms: ${message}`);
  });
});

test('a second call of addAlarms is an error', () => {
  const { telemetry } = make();
  telemetry.addAlarms();
  expect(() => telemetry.addAlarms()).toThrow('Stack/Telemetry already has alarms. Call addAlarms only once');
});

test('the alarms of a consumer in another stack are in that stack, without a cycle of stacks', () => {
  const app = newApp();
  const home = newStack({ env: IRELAND }, app, 'Home');
  const away = newStack({ env: IRELAND }, app, 'Away');
  const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
  telemetry.addAlarms({ alarmActions: [new SnsAction(new sns.Topic(home, 'Pager'))] });
  telemetry.addConsumer(newFunction(away, 'Reader'), { enhancedFanOut: true });
  expect(Object.keys(alarmsIn(away)).sort()).toEqual(['FailedBatchesAlarm', 'IteratorAgeAlarm']);
  expect(Object.keys(alarmsIn(home)).sort()).toEqual(['IteratorAge', 'LostEvents', 'ThrottledRecords']);
});

describe('the alarm for telemetry that has stopped', () => {
  const stopped = (stack: Stack) => alarmsIn(stack).TelemetryStopped as Alarm | undefined;
  const named = (id: string) => ({ Name: 'FunctionName', Value: { Ref: expect.stringMatching(new RegExp(`^${id}`)) as unknown } });

  test('compares the stream with the attached functions of its stack, also of those that are attached later', () => {
    const { stack, telemetry, reader } = make();
    telemetry.addConsumer(reader);
    telemetry.addAlarms({ alarmActions: [new SnsAction(new sns.Topic(stack, 'Pager'))] });
    telemetry.attachTo(newFunction(stack, 'Orders'));
    const alarm = stopped(stack);
    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 2, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' });
    expect(alarm?.AlarmActions).toHaveLength(1);
    expect(alarm?.Metrics).toEqual([
      { Id: 'stopped', Expression: 'IF((FILL(invocations0, 0)) > 0 AND FILL(records, 0) == 0, 1, 0)', Label: 'invocations without telemetry' },
      expect.objectContaining({
        Id: 'records', ReturnData: false,
        MetricStat: expect.objectContaining({ Metric: expect.objectContaining({ MetricName: 'IncomingRecords' }) as unknown, Period: 900 }) as unknown,
      }),
      expect.objectContaining({
        Id: 'invocations0', MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'Invocations', Dimensions: [named('Orders')] }, Period: 900, Stat: 'Sum' },
      }),
    ]);
  });

  test('does not exist without functions, nor does anything refer to it', () => {
    const { stack, telemetry } = make();
    telemetry.addAlarms({ alarmActions: [new LambdaAction(newFunction(stack, 'Responder'), { useUniquePermissionId: true })] });
    telemetry.addDashboard();
    expect(stopped(stack)).toBeUndefined();
    const { Resources: resources } = Template.fromStack(stack).toJSON() as { readonly Resources: Record<string, unknown> };
    const referred = [...JSON.stringify(resources).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, id]) => id);
    expect(referred.filter((id) => !(id in resources))).toEqual([]);
  });

  test('does not refer to a function with a condition, which may not be in the stack', () => {
    const { stack, telemetry } = make();
    const orders = newFunction(stack, 'Orders');
    (orders.node.defaultChild as CfnResource).cfnOptions.condition = new CfnCondition(stack, 'InIreland', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
    telemetry.attachTo(orders);
    telemetry.addAlarms();
    expect(stopped(stack)).toBeUndefined();
  });

  test('watches the first nine functions of many, and the given functions instead', () => {
    const many = make();
    for (let index = 0; index < 11; index++) many.telemetry.attachTo(newFunction(many.stack, `Function${index}`));
    many.telemetry.addAlarms();
    expect(stopped(many.stack)?.Metrics).toHaveLength(11);

    const given = make();
    given.telemetry.attachTo(newFunction(given.stack, 'Other'));
    given.telemetry.addAlarms({ telemetryStopped: { functions: [newFunction(given.stack, 'Orders')], period: Duration.hours(1), evaluationPeriods: 3 } });
    expect(stopped(given.stack)).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 3 });
    expect(stopped(given.stack)?.Metrics?.[2].MetricStat).toMatchObject({ Metric: { Dimensions: [named('Orders')] }, Period: 3_600 });
  });

  test('can be disabled, and takes no more functions than an alarm has metrics', () => {
    const { stack, telemetry } = make();
    telemetry.attachTo(newFunction(stack));
    telemetry.addAlarms({ telemetryStopped: { enabled: false } });
    expect(stopped(stack)).toBeUndefined();
    const functions = Array.from({ length: 10 }, (_, index) => newFunction(stack, `Function${index}`));
    expect(() => make().telemetry.addAlarms({ telemetryStopped: { functions } }))
      .toThrow('Stack/Telemetry, addAlarms: telemetryStopped.functions must be 1 to 9 functions, because an alarm takes ten metrics, got 10');
  });

  test('is on the dashboard', () => {
    const { stack, telemetry } = make();
    telemetry.attachTo(newFunction(stack));
    telemetry.addAlarms();
    telemetry.addDashboard();
    expect(JSON.stringify(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'))).toContain('TelemetryAlarmsTelemetryStopped');
  });
});

test('the alarm for telemetry that has stopped has no threshold to set', () => {
  expect(() => make().telemetry.addAlarms({ telemetryStopped: { threshold: 5 } }))
    .toThrow('Stack/Telemetry, addAlarms: telemetryStopped.threshold cannot be given: the alarm compares invocations with the stream, and has no threshold, got 5');
});

test('a LambdaAction without a permission of its own for each alarm is an error that says what to set', () => {
  const { stack, telemetry } = make();
  expect(() => telemetry.addAlarms({ alarmActions: [new LambdaAction(newFunction(stack, 'Responder'))] }))
    .toThrow('Stack/Telemetry, addAlarms: a LambdaAction needs useUniquePermissionId: true, because several alarms invoke its function');
});
