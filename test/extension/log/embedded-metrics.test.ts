import { embeddedMetrics } from '../../../extension-src/log/embedded-metrics';

interface Line {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: ReadonlyArray<{
      readonly Namespace: string; readonly Dimensions: string[][]; readonly Metrics: ReadonlyArray<{ readonly Name: string; readonly Unit: string }>;
    }>;
  };
  readonly [field: string]: unknown;
}

const lineOf = (omitted = 0) => JSON.parse(embeddedMetrics({
  functionName: 'orders', streamName: 'telemetry', now: 1_763_629_200_000, dropped: 1, undelivered: 2,
  totals: {
    received: 3, own: 12, delivered: 4, omitted, records: 5, calls: 6, retries: 7, flushes: 8, holdMs: 9, bufferPeakBytes: 10, malformed: 11,
  },
})) as Line;

describe('the line with metrics for CloudWatch', () => {
  test('contains each figure under its name, and the function', () => {
    const { _aws, ...figures } = lineOf();
    expect(figures).toEqual({
      StreamName: 'telemetry', FunctionName: 'orders',
      ReceivedEvents: 3, OwnEvents: 12, DeliveredEvents: 4, DroppedEvents: 1, OmittedEvents: 0, UndeliveredEvents: 2,
      RetriedRecords: 7, Flushes: 8, HoldTime: 9, BufferPeak: 10,
    });
    expect(_aws.Timestamp).toBe(1_763_629_200_000);
  });

  test('declares every figure as a metric with a unit that CloudWatch knows, by stream alone', () => {
    const [{ Namespace, Dimensions, Metrics }, ...others] = lineOf()._aws.CloudWatchMetrics;
    expect(others).toEqual([]);
    expect(Namespace).toBe('KinesisTelemetryExtension');
    expect(Dimensions).toEqual([['StreamName']]);
    expect(Object.fromEntries(Metrics.map(({ Name, Unit }) => [Name, Unit]))).toEqual({
      ReceivedEvents: 'Count', DeliveredEvents: 'Count', DroppedEvents: 'Count', UndeliveredEvents: 'Count',
      RetriedRecords: 'Count', Flushes: 'Count', HoldTime: 'Milliseconds', BufferPeak: 'Bytes',
    });
  });

  test('declares omitted events as a metric only if there are any, because each metric with values is billed', () => {
    const namesOf = (omitted: number) => lineOf(omitted)._aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name);
    expect(namesOf(0)).not.toContain('OmittedEvents');
    expect(namesOf(1)).toEqual([...namesOf(0), 'OmittedEvents']);
    expect(lineOf(7)).toMatchObject({ OmittedEvents: 7 });
  });
});
