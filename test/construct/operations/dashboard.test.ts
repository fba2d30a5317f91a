import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newApp, newFunction, newStack } from '../fixtures';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly metrics?: unknown[][];
    readonly alarms?: string[];
    readonly annotations?: { readonly horizontal: { readonly value: number }[] };
  };
}

/** Returns the widgets of the dashboard body, with placeholders for tokens. */
function widgetsIn(stack: Stack): Widget[] {
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
  const [separator, parts] = Properties.DashboardBody['Fn::Join'] as [string, (string | Record<string, unknown>)[]];
  const text = parts.map((part) => typeof part === 'string' ? part : Object.values(part).flat().join('.')).join(separator);
  return (JSON.parse(text) as { widgets: Widget[] }).widgets;
}

const titles = (widgets: Widget[]) => widgets.map(({ properties }) => properties.title);
const namesIn = (widgets: Widget[]) => widgets.flatMap(({ properties }) => properties.metrics ?? []).map(([, name]) => name);

function everything(dashboardFirst: boolean): Widget[] {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  if (dashboardFirst) telemetry.addDashboard();
  telemetry.addConsumer(newFunction(stack, 'Reader'));
  telemetry.addAlarms();
  if (!dashboardFirst) telemetry.addDashboard();
  return widgetsIn(stack);
}

describe('the dashboard', () => {
  const widgets = everything(false);

  test('shows lost events first, then throughput, the delay of readers, the cost, and each reader', () => {
    expect(titles(widgets)).toEqual([
      'Is telemetry lost, or about to be?', 'Lost events', 'The slowest reader is behind by',
      'Events of the functions', 'Lost events, and why',
      'What the stream takes in', 'Records that were refused', 'How far readers are behind',
      'How long invocations were held', 'What waited in an environment at the most',
      'Consumer Stack/Reader', 'Batches that Lambda has given up',
    ]);
  });

  test('shows all alarms', () => {
    expect(widgets[0].properties.alarms).toHaveLength(4);
  });

  test('shows every metric that the extension reports', () => {
    expect(namesIn(widgets)).toEqual(expect.arrayContaining([
      'ReceivedEvents', 'DeliveredEvents', 'DroppedEvents', 'UndeliveredEvents', 'RetriedRecords', 'Flushes', 'HoldTime', 'BufferPeak',
    ]));
  });

  test('fills the width with each row, without overlapping widgets', () => {
    const cells = new Set(widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, index) => `${x + index % width},${y + Math.floor(index / width)}`)));
    const bottom = Math.max(...widgets.map(({ y, height }) => y + height));
    expect(cells.size).toBe(widgets.reduce((sum, { width, height }) => sum + width * height, 0));
    expect(cells.size).toBe(24 * bottom);
  });

  test('marks the age at which records expire', () => {
    const [{ properties }] = widgets.filter((widget) => widget.properties.title === 'How far readers are behind');
    expect(properties.annotations?.horizontal[0].value).toBe(86_400_000);
  });

  test('is the same whether it is added first or last', () => {
    expect(everything(true)).toEqual(widgets);
  });
});

test('the rows are full without alarms and consumers', () => {
  const stack = newStack();
  new KinesisTelemetryExtension(stack, 'Telemetry').addDashboard();
  expect(widgetsIn(stack).slice(0, 2).map(({ width }) => width)).toEqual([12, 12]);
  expect(titles(widgetsIn(stack))).toHaveLength(9);
});

test('the widget of a consumer without a queue fills the row', () => {
  const stack = newStack();
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  telemetry.addConsumer(newFunction(stack, 'Reader'), { discardFailures: true });
  telemetry.addDashboard();
  expect(widgetsIn(stack).at(-1)).toMatchObject({ width: 24, properties: { title: 'Consumer Stack/Reader' } });
});

test('does not show consumers in other stacks, because those stacks depend on this one', () => {
  const app = newApp();
  const home = newStack({ env: IRELAND }, app, 'Home');
  const away = newStack({ env: IRELAND }, app, 'Away');
  const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
  telemetry.addAlarms();
  telemetry.addDashboard();
  telemetry.addConsumer(newFunction(away, 'Reader'));
  expect(titles(widgetsIn(home))).not.toContain('Consumer Away/Reader');
  expect(widgetsIn(home)[0].properties.alarms).toHaveLength(3);
});

test('has the given name and time range, and additional widgets at the bottom', () => {
  const stack = newStack();
  const dashboard = new KinesisTelemetryExtension(stack, 'Telemetry').addDashboard({ dashboardName: 'telemetry', defaultInterval: Duration.days(1) });
  dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'mine' }));
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'telemetry' });
  const widgets = widgetsIn(stack);
  expect(widgets.at(-1)).toMatchObject({ type: 'text', y: Math.max(...widgets.slice(0, -1).map(({ y, height }) => y + height)) });
});

test('an invalid name and a second dashboard are errors', () => {
  const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => telemetry.addDashboard({ dashboardName: 'my telemetry' }))
    .toThrow('Stack/Telemetry, addDashboard: dashboardName must be 1 to 255 letters, digits, hyphens and underscores, got "my telemetry"');
  telemetry.addDashboard();
  expect(() => telemetry.addDashboard()).toThrow('Stack/Telemetry already has a dashboard. Call addDashboard only once');
});

describe('the widgets for a dashboard of the user', () => {
  test('are those of addDashboard, also of what is added later', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const mine = new cloudwatch.Dashboard(stack, 'Mine');
    mine.addWidgets(new cloudwatch.TextWidget({ markdown: 'mine', height: 2 }));
    mine.addWidgets(...telemetry.dashboardWidgets());
    telemetry.addConsumer(newFunction(stack, 'Reader'));
    telemetry.addAlarms();
    const [first, ...others] = widgetsIn(stack);
    expect(first.type).toBe('text');
    expect(others.map((widget) => ({ ...widget, y: widget.y - 2 }))).toEqual(everything(false));
  });

  test('show consumers and alarms of all stacks if the dashboard is in a stack of its own', () => {
    const app = newApp();
    const [home, away, watch] = ['Home', 'Away', 'Watch'].map((id) => newStack({ env: IRELAND }, app, id));
    const telemetry = new KinesisTelemetryExtension(home, 'Telemetry');
    telemetry.addAlarms();
    telemetry.addConsumer(newFunction(away, 'Reader'));
    new cloudwatch.Dashboard(watch, 'Mine').addWidgets(...telemetry.dashboardWidgets({ allStacks: true }));
    const widgets = widgetsIn(watch);
    expect(titles(widgets)).toContain('Consumer Away/Reader');
    expect(widgets[0].properties.alarms).toHaveLength(4);
  });
});
