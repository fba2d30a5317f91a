import type { Totals } from '../delivery/totals';

const NAMESPACE = 'KinesisTelemetryExtension';

/** The metrics that CloudWatch extracts, with their units. */
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

/** Only if events were omitted, because CloudWatch bills each metric that has values. */
const OMITTED = { Name: 'OmittedEvents', Unit: 'Count' };

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
 * Returns the summary of an environment as one log line from which CloudWatch extracts metrics, without an API call.
 *
 * The stream is the only dimension: each value of a dimension creates eight billed metrics, so a dimension for the function
 * would multiply the cost. The function's name is a plain property for log queries, and so is the number of the extension's own events: received
 * and own events together are the delivered, dropped, omitted and undelivered ones.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics({ functionName, streamName, now, totals, dropped, undelivered }: MetricsInput): string {
  const metrics = totals.omitted > 0 ? [...METRICS, OMITTED] : METRICS;
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [{ Namespace: NAMESPACE, Dimensions: [['StreamName']], Metrics: metrics }] },
    StreamName: streamName,
    FunctionName: functionName,
    ReceivedEvents: totals.received,
    OwnEvents: totals.own,
    DeliveredEvents: totals.delivered,
    DroppedEvents: dropped,
    OmittedEvents: totals.omitted,
    UndeliveredEvents: undelivered,
    RetriedRecords: totals.retries,
    Flushes: totals.flushes,
    HoldTime: totals.holdMs,
    BufferPeak: totals.bufferPeakBytes,
  });
}
