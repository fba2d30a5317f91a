import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KinesisTelemetryExtension, TelemetryArchiveProps } from '../../../src';
import { newStack } from '../fixtures';

describe('several archives', () => {
  function two(one: TelemetryArchiveProps, other: TelemetryArchiveProps): () => void {
    const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
    telemetry.addArchive('One', one);
    return () => telemetry.addArchive('Other', other);
  }

  test('have a bucket, a delivery stream, an alarm and a row of the dashboard each', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addAlarms();
    telemetry.addDashboard();
    telemetry.addArchive('Short', { transitionAfter: Duration.days(0), expireAfter: Duration.days(7) });
    telemetry.addArchive('Long');
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::KinesisFirehose::DeliveryStream', 2);
    expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).filter((id) => id.includes('Freshness'))).toHaveLength(2);
    const dashboard = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
    for (const id of ['Short', 'Long']) expect(dashboard).toContain(`Archive ${id}: what was delivered`);
  });

  const bucket = s3.Bucket.fromBucketName(newStack(), 'Given', 'given');
  const again = s3.Bucket.fromBucketName(newStack(), 'Given', 'given');
  test.each<[string, TelemetryArchiveProps, TelemetryArchiveProps, string]>([
    ['the same folder', { bucket }, { bucket }, 'the folder telemetry/ is in the folder telemetry/'],
    ['the same folder of a bucket that is imported twice', { bucket }, { bucket: again }, 'the folder telemetry/ is in the folder telemetry/'],
    ['a folder in the folder of the other', { bucket, prefix: 'a/' }, { bucket, prefix: 'a/b/' }, 'the folder a/b/ is in the folder a/'],
    ['a folder around the folder of the other', { bucket, prefix: 'a/b/' }, { bucket, prefix: 'a/' }, 'the folder a/b/ is in the folder a/'],
    ['errors in the folder of the other', { bucket, prefix: 'a/' }, { bucket, prefix: 'b/', errorPrefix: 'a/errors/' }, 'the folder a/errors/ is in the folder a/'],
  ])('with %s are an error', (_, one, other, message) => {
    expect(two(one, other)).toThrow(`Stack/Telemetry, addArchive Other: Stack/Telemetry/One is in the same bucket, and ${message}, so queries would read both`);
  });

  test('may be in one bucket, in folders side by side', () => {
    expect(two({ bucket, prefix: 'a/' }, { bucket, prefix: 'b/' })).not.toThrow();
  });

  test('may have the same folder in two buckets', () => {
    expect(two({ bucket }, { bucket: s3.Bucket.fromBucketName(newStack(), 'Given', 'other') })).not.toThrow();
  });
});

test.each([['before', true], ['after', false]])('an archive that is added %s the alarms has an alarm and is on the dashboard', (_, archiveFirst) => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  const steps = [() => telemetry.addArchive('Archive'), () => { telemetry.addAlarms(); telemetry.addDashboard(); }];
  for (const step of archiveFirst ? steps : steps.reverse()) step();
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'AWS/Firehose', MetricName: 'DeliveryToS3.DataFreshness', Threshold: 3_600, EvaluationPeriods: 3,
    Dimensions: [{ Name: 'DeliveryStreamName', Value: { Ref: Match.stringLikeRegexp('^TelemetryArchive') } }],
  });
  const dashboard = JSON.stringify(template.findResources('AWS::CloudWatch::Dashboard'));
  expect(dashboard).toContain('Archive: what was delivered');
  expect(dashboard).toContain('FreshnessAlarm');
});
