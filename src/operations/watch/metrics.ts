import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';

/** The namespace of the extension's metrics: see `extension-src/log/embedded-metrics.ts`. */
const NAMESPACE = 'KinesisTelemetryExtension';

const { SUM, MAXIMUM } = cloudwatch.Stats;

/** The metrics that the extension reports when an environment ends, and the statistic that aggregates those of several environments. */
export const EXTENSION_METRICS = {
  ReceivedEvents: SUM,
  DeliveredEvents: SUM,
  DroppedEvents: SUM,
  OmittedEvents: SUM,
  UndeliveredEvents: SUM,
  RetriedRecords: SUM,
  Flushes: SUM,
  HoldTime: SUM,
  BufferPeak: MAXIMUM,
} as const;

/** Metrics that Kinesis reports. https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
export const STREAM_METRICS = {
  'IncomingBytes': SUM,
  'IncomingRecords': SUM,
  'GetRecords.IteratorAgeMilliseconds': MAXIMUM,
  'PutRecords.TotalRecords': SUM,
  'PutRecords.ThrottledRecords': SUM,
  'ReadProvisionedThroughputExceeded': SUM,
} as const;

export function extensionMetric(stream: kinesis.IStream, metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { StreamName: stream.streamName },
    statistic: metricName in EXTENSION_METRICS ? EXTENSION_METRICS[metricName as keyof typeof EXTENSION_METRICS] : undefined,
    ...props,
  });
}

export function streamMetric(stream: kinesis.IStream, metricName: keyof typeof STREAM_METRICS, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return stream.metric(metricName, { statistic: STREAM_METRICS[metricName], ...props });
}

/** The percentage of sent records that Kinesis throttled. */
export function throttledPercentage(stream: kinesis.IStream, period: Duration): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: '100 * throttled / total',
    usingMetrics: {
      throttled: streamMetric(stream, 'PutRecords.ThrottledRecords', { period }),
      total: streamMetric(stream, 'PutRecords.TotalRecords', { period }),
    },
    label: 'refused, of 100 records',
    period,
  });
}

/** The number of dropped and undelivered events. */
export function lostEvents(stream: kinesis.IStream, period: Duration): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: 'FILL(dropped, 0) + FILL(undelivered, 0)',
    usingMetrics: {
      dropped: extensionMetric(stream, 'DroppedEvents', { period }),
      undelivered: extensionMetric(stream, 'UndeliveredEvents', { period }),
    },
    label: 'lost events',
    period,
  });
}
