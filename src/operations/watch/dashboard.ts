import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import { TelemetryAlarms } from './alarms';
import { TelemetryDashboardProps, TelemetryWidgetsProps } from './dashboard-props';
import { LazyWidgets } from './lazy-widgets';
import { extensionMetric, lostEvents, streamMetric } from './metrics';
import { checkName, DASHBOARD_NAME } from '../../checks/names';
import { StreamContents } from '../../stream/stream-contents';
import { TelemetryArchive } from '../archive/archive';
import { TelemetryConsumer } from '../consumer/consumer';

const DEFAULT_INTERVAL = Duration.hours(12);
const PERIOD = Duration.minutes(5);

/** A dashboard is 24 columns wide. */
const [WHOLE, HALF, THIRD, QUARTER] = [24, 12, 8, 6];
const [LOW, HIGH] = [4, 6];

const { RED, ORANGE, GREEN, BLUE, PURPLE, GREY } = cloudwatch.Color;

/** The content of the dashboard, as it is at the end of synth. */
export interface Shown {
  readonly owner: Construct;
  readonly stream: kinesis.IStream;
  readonly contents: StreamContents;
  readonly alarms?: TelemetryAlarms;
  readonly archives: readonly TelemetryArchive[];
  readonly consumers: readonly TelemetryConsumer[];
}

/**
 * Creates the dashboard. Its rows show lost events, throughput, the delay of readers, the cost for the functions, and each reader.
 *
 * Resources in other stacks are not shown: those stacks depend on this one, and a dependency in both directions cannot be deployed.
 */
export function createDashboard(shown: Shown, { dashboardName, defaultInterval = DEFAULT_INTERVAL }: TelemetryDashboardProps): cloudwatch.Dashboard {
  const { path } = shown.owner.node;
  if (shown.owner.node.tryFindChild('Dashboard')) throw new Error(`${path} already has a dashboard. Call addDashboard only once`);
  try {
    checkName('dashboardName', dashboardName, DASHBOARD_NAME);
  } catch (cause) {
    throw new Error(`${path}, addDashboard: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const dashboard = new cloudwatch.Dashboard(shown.owner, 'Dashboard', { dashboardName, defaultInterval });
  dashboard.addWidgets(...widgetsOf(shown, {}));
  return dashboard;
}

/** Returns the widgets of the dashboard. What they show is decided at the end of synth. */
export function widgetsOf(shown: Shown, { allStacks = false }: TelemetryWidgetsProps): cloudwatch.IWidget[] {
  return [new LazyWidgets(() => rowsOf(shown, allStacks))];
}

function rowsOf(shown: Shown, allStacks: boolean): cloudwatch.IWidget[][] {
  const { owner, stream, contents } = shown;
  const isShown = (construct: Construct) => allStacks || Stack.of(construct) === Stack.of(owner);
  return [
    atAGlance(stream, (allStacks ? shown.alarms?.alarms : shown.alarms?._here) ?? []),
    events(stream),
    throughput(stream, contents),
    costs(stream),
    ...shown.consumers.filter(isShown).map(consumerRow),
    ...shown.archives.map((archive) => archiveRow(archive, shown.archives.length > 1 ? `Archive ${archive.node.id}` : 'Archive')),
  ];
}

function atAGlance(stream: kinesis.IStream, alarms: cloudwatch.IAlarm[]): cloudwatch.IWidget[] {
  const width = alarms.length > 0 ? QUARTER : HALF;
  return [
    ...alarms.length > 0 ? [new cloudwatch.AlarmStatusWidget({ title: 'Is telemetry lost, or about to be?', alarms, width: HALF, height: LOW })] : [],
    new cloudwatch.SingleValueWidget({
      title: 'Lost events',
      metrics: [lostEvents(stream, PERIOD).with({ color: RED, label: 'in the time shown' })],
      setPeriodToTimeRange: true, fullPrecision: true, width, height: LOW,
    }),
    new cloudwatch.SingleValueWidget({
      title: 'The slowest reader is behind by',
      metrics: [streamMetric(stream, 'GetRecords.IteratorAgeMilliseconds', { color: BLUE, label: 'ms, now' })],
      sparkline: true, width, height: LOW,
    }),
  ];
}

function events(stream: kinesis.IStream): cloudwatch.IWidget[] {
  return [
    graph('Events of the functions', HALF, [
      extensionMetric(stream, 'ReceivedEvents', { label: 'taken in', color: BLUE }),
      extensionMetric(stream, 'DeliveredEvents', { label: 'delivered', color: GREEN }),
      extensionMetric(stream, 'OmittedEvents', { label: 'omitted: filter or sampling', color: GREY }),
    ]),
    graph('Lost events, and why', HALF, [
      extensionMetric(stream, 'DroppedEvents', { label: 'dropped: buffer full, or too large', color: RED }),
      extensionMetric(stream, 'UndeliveredEvents', { label: 'undelivered when the environment ended', color: ORANGE }),
    ]),
  ];
}

function throughput(stream: kinesis.IStream, { retention }: StreamContents): cloudwatch.IWidget[] {
  return [
    graph('What the stream takes in', THIRD,
      [streamMetric(stream, 'IncomingBytes', { label: 'bytes', color: BLUE })],
      [streamMetric(stream, 'IncomingRecords', { label: 'records', color: GREY })]),
    graph('Records that were refused', THIRD, [
      streamMetric(stream, 'PutRecords.ThrottledRecords', { label: 'by the stream', color: ORANGE }),
      extensionMetric(stream, 'RetriedRecords', { label: 'sent again by the extension', color: PURPLE }),
    ]),
    new cloudwatch.GraphWidget({
      title: 'How far readers are behind',
      left: [streamMetric(stream, 'GetRecords.IteratorAgeMilliseconds', { label: 'the slowest that polls, in ms', color: BLUE })],
      right: [streamMetric(stream, 'ReadProvisionedThroughputExceeded', { label: 'reads that were refused', color: ORANGE })],
      leftAnnotations: [{ value: retention.toMilliseconds(), label: 'records expire', color: RED }],
      leftYAxis: { min: 0 }, rightYAxis: { min: 0 }, width: THIRD, height: HIGH,
    }),
  ];
}

function costs(stream: kinesis.IStream): cloudwatch.IWidget[] {
  return [
    graph('How long invocations were held', HALF,
      [extensionMetric(stream, 'HoldTime', { label: 'ms, all together', color: PURPLE })],
      [extensionMetric(stream, 'Flushes', { label: 'flushes', color: GREY })]),
    graph('What waited in an environment at the most', HALF, [extensionMetric(stream, 'BufferPeak', { label: 'bytes', color: PURPLE })]),
  ];
}

function consumerRow(consumer: TelemetryConsumer): cloudwatch.IWidget[] {
  const { fn } = consumer;
  const failures = consumer.onFailureQueue
    ? [graph('Batches that Lambda has given up', THIRD, [consumer.metricFailedBatches({ label: 'in the queue', color: RED })])]
    : [];
  return [
    graph(`Consumer ${fn.node.path}`, failures.length > 0 ? WHOLE - THIRD : WHOLE, [
      fn.metricInvocations({ label: 'calls', color: BLUE }),
      fn.metricErrors({ label: 'calls that failed', color: RED }),
      fn.metricThrottles({ label: 'calls that were refused', color: ORANGE }),
    ], [consumer.metricIteratorAge({ label: 'behind, in ms', color: GREY })]),
    ...failures,
  ];
}

function archiveRow(archive: TelemetryArchive, title: string): cloudwatch.IWidget[] {
  return [
    graph(`${title}: what was delivered`, HALF, [archive.metricDeliveredBytes({ label: 'bytes, before compression', color: BLUE })]),
    graph(`${title}: how old what waits is`, HALF, [archive.metricFreshness({ label: 'seconds', color: GREY })]),
  ];
}

function graph(title: string, width: number, left: cloudwatch.IMetric[], right: cloudwatch.IMetric[] = []): cloudwatch.IWidget {
  return new cloudwatch.GraphWidget({
    title, width, height: HIGH, left, right, leftYAxis: { min: 0 }, ...right.length > 0 && { rightYAxis: { min: 0 } },
  });
}
