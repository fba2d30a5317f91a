import type { Totals } from '../delivery/totals';

const NAMESPACE = 'KinesisTelemetryExtension';

/** What CloudWatch makes metrics of, and in which unit. */
const METRICS = [
  { Name: 'ReceivedEvents', Unit: 'Count' },
  { Name: 'DeliveredEvents', Unit: 'Count' },
  { Name: 'DroppedEvents', Unit: 'Count' },
  { Name: 'UndeliveredEvents', Unit: 'Count' },
  { Name: 'RetriedRecords', Unit: 'Count' },
  { Name: 'Flushes', Unit: 'Count' },
  { Name: 'HoldTime', Unit: 'Milliseconds' },
  { Name: 'BufferPeak', Unit: 'Bytes' },
];

export interface MetricsInput {
  readonly functionName: string;
  readonly streamName: string;
  /** milliseconds since the epoch */
  readonly now: number;
  readonly totals: Totals;
  readonly dropped: number;
  readonly undelivered: number;
}

/**
 * The summary of an environment as one line from which CloudWatch makes metrics, without a call of any API.
 *
 * Their only dimension is the stream: each value of a dimension makes eight more metrics that somebody pays for, so a
 * thousand functions must not be a thousand values. The function's name stands beside them, for queries of the log.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics({ functionName, streamName, now, totals, dropped, undelivered }: MetricsInput): string {
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['StreamName']], Metrics: METRICS }] },
    StreamName: streamName,
    FunctionName: functionName,
    ReceivedEvents: totals.received,
    DeliveredEvents: totals.delivered,
    DroppedEvents: dropped,
    UndeliveredEvents: undelivered,
    RetriedRecords: totals.retries,
    Flushes: totals.flushes,
    HoldTime: totals.holdMs,
    BufferPeak: totals.bufferPeakBytes,
  });
}
