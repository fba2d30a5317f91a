import { CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ArchivePartitioning, KinesisTelemetryExtension, KinesisTelemetryExtensionProps } from '../../../src';
import { newFunction, newStack, propertiesIn } from '../fixtures';

/** Values that are known only at deployment. */
interface Given { readonly stack: Stack; readonly text: string; readonly number: number }

function given(): Given {
  const stack = newStack();
  return { stack, text: new CfnParameter(stack, 'Text').valueAsString, number: new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber };
}

function make({ stack }: Given, props?: KinesisTelemetryExtensionProps): KinesisTelemetryExtension {
  return new KinesisTelemetryExtension(stack, 'Telemetry', props);
}

function linesTableIn(stack: Stack): { readonly Parameters: Record<string, unknown> } {
  const [lines] = Object.values(Template.fromStack(stack).findResources('AWS::Glue::Table', { Properties: { TableInput: { TableType: 'EXTERNAL_TABLE' } } }));
  return (lines as { readonly Properties: { readonly TableInput: { readonly Parameters: Record<string, unknown> } } }).Properties.TableInput;
}

test('with a retention that is a token, alarms, dashboard and consumers assume the shortest retention', () => {
  const values = given();
  const telemetry = make(values, { streamRetention: Duration.hours(values.number) });
  telemetry.addAlarms();
  telemetry.addDashboard();
  telemetry.addConsumer(newFunction(values.stack));
  expect(propertiesIn(values.stack, 'AWS::Kinesis::Stream')).toMatchObject([{ RetentionPeriodHours: { Ref: 'Number' } }]);
  expect(propertiesIn(values.stack, 'AWS::Lambda::EventSourceMapping')).toMatchObject([{ MaximumRecordAgeInSeconds: 43_200 }]);
  Template.fromStack(values.stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'GetRecords.IteratorAgeMilliseconds', Threshold: 21_600_000 });
});

test('a retention that is a token must be in hours, and the error names the construct', () => {
  const values = given();
  expect(() => make(values, { streamRetention: Duration.days(values.number) }))
    .toThrow("Stack/Telemetry: streamRetention: Duration must be specified as 'Duration.hours()' here");
});

test('a count of an alarm that is a token is not compared', () => {
  const values = given();
  make(values).addAlarms({ lostEvents: { evaluationPeriods: values.number, datapointsToAlarm: 2 } });
  Template.fromStack(values.stack).hasResourceProperties('AWS::CloudWatch::Alarm', { EvaluationPeriods: { Ref: 'Number' }, DatapointsToAlarm: 2 });
});

test('what CDK must know at synth is an error that names it', () => {
  const values = given();
  const telemetry = make(values);
  expect(() => telemetry.addAlarms({ iteratorAge: { period: Duration.minutes(values.number) } }))
    .toThrow('Stack/Telemetry, addAlarms: iteratorAge.period must be known at synth time, got a token');
  expect(() => telemetry.addConsumer(newFunction(values.stack), { maxRecordAge: Duration.seconds(values.number) }))
    .toThrow('Stack/Telemetry, addConsumer for Stack/Function: maxRecordAge must be known at synth time, got a token');
});

test('the folder of an archive with a table may be a token', () => {
  const values = given();
  make(values).addArchive('Archive', { prefix: `${values.text}/` }).addTable();
  expect(JSON.stringify(linesTableIn(values.stack).Parameters['storage.location.template'])).toContain('{"Ref":"Text"},"/date=${date}/hour=${hour}/"');
});

test('the functions of a table may be a list that is a token', () => {
  const values = given();
  make(values).addArchive('Archive', { partitioning: ArchivePartitioning.FUNCTION_AND_DATE }).addTable({ functionNames: Fn.split('+', values.text) });
  expect(linesTableIn(values.stack).Parameters['projection.function.values']).toEqual({ 'Fn::Join': [',', { 'Fn::Split': ['+', { Ref: 'Text' }] }] });
});
