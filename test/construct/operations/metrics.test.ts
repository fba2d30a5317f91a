import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { embeddedMetrics, MetricsInput } from '../../../extension-src/log/embedded-metrics';
import { KinesisTelemetryExtension } from '../../../src';
import { newStack } from '../fixtures';

const stack = newStack();
const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
const statOf = (metric: cloudwatch.IMetric) => stack.resolve(metric.toMetricConfig().metricStat) as Record<string, unknown>;
const dimensions = [{ name: 'StreamName', value: { Ref: expect.stringMatching(/^TelemetryStream/) as unknown } }];

/** The metrics that the extension reports. */
const reported = JSON.parse(embeddedMetrics({ totals: { omitted: 1 }, streamName: 'stream' } as unknown as MetricsInput))._aws.CloudWatchMetrics[0] as {
  readonly Namespace: string; readonly Dimensions: string[][]; readonly Metrics: { readonly Name: string }[];
};

test.each<[string, string, cloudwatch.Metric]>([
  ['ReceivedEvents', 'Sum', telemetry.metricReceivedEvents()],
  ['DeliveredEvents', 'Sum', telemetry.metricDeliveredEvents()],
  ['DroppedEvents', 'Sum', telemetry.metricDroppedEvents()],
  ['OmittedEvents', 'Sum', telemetry.metricOmittedEvents()],
  ['UndeliveredEvents', 'Sum', telemetry.metricUndeliveredEvents()],
  ['RetriedRecords', 'Sum', telemetry.metricRetriedRecords()],
  ['Flushes', 'Sum', telemetry.metricFlushes()],
  ['HoldTime', 'Sum', telemetry.metricHoldTime()],
  ['BufferPeak', 'Maximum', telemetry.metricBufferPeak()],
])('there is a metric for %s, with the namespace and the dimension that the extension reports', (name, statistic, metric) => {
  expect(reported.Metrics.map(({ Name }) => Name)).toContain(name);
  expect(reported.Dimensions).toEqual([['StreamName']]);
  expect(statOf(metric)).toEqual(expect.objectContaining({ namespace: reported.Namespace, metricName: name, statistic, dimensions }));
});

test('there is a method for every metric that the extension reports', () => {
  for (const { Name } of reported.Metrics) expect(telemetry).toHaveProperty(`metric${Name}`);
});

test.each<[string, string, cloudwatch.Metric]>([
  ['IncomingBytes', 'Sum', telemetry.metricIncomingBytes()],
  ['IncomingRecords', 'Sum', telemetry.metricIncomingRecords()],
  ['GetRecords.IteratorAgeMilliseconds', 'Maximum', telemetry.metricIteratorAge()],
  ['PutRecords.ThrottledRecords', 'Sum', telemetry.metricThrottledRecords()],
  ['ReadProvisionedThroughputExceeded', 'Sum', telemetry.metricThrottledReads()],
])('there is a metric for %s of the stream', (metricName, statistic, metric) => {
  expect(statOf(metric)).toEqual(expect.objectContaining({ namespace: 'AWS/Kinesis', metricName, statistic, dimensions }));
});

test('props override the defaults of a metric', () => {
  const metric = telemetry.metricHoldTime({ statistic: 'p99', period: Duration.minutes(1) });
  expect(statOf(metric)).toMatchObject({ statistic: 'p99', period: Duration.minutes(1) });
});

test('metric returns a metric for any name', () => {
  expect(statOf(telemetry.metric('Restores'))).toMatchObject({ namespace: 'KinesisTelemetryExtension', metricName: 'Restores', statistic: 'Average' });
});
