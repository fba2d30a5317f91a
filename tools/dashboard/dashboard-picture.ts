import { drawGraph, drawValue, Series } from './graph';
import { escape, FAINT, LINE, text, TEXT } from './svg';

/** The parts of a dashboard's body that are drawn. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[];
}

export interface DashboardWidget {
  readonly type: 'metric' | 'alarm' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly view?: 'timeSeries' | 'singleValue';
    /** Whether one value stands for the whole time. */
    readonly setPeriodToTimeRange?: boolean;
    readonly sparkline?: boolean;
    readonly metrics?: readonly unknown[][];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly horizontal?: readonly { readonly label?: string; readonly color?: string }[] };
  };
}

/** The values of metrics by their names, and of expressions by their text: one for each period of the time shown. */
export type Figures = Readonly<Record<string, readonly number[]>>;

const COLUMN = 48;
const ROW = 34;
const GAP = 6;
const COLUMNS = 24;
const BACKGROUND = '#f2f3f3';
const OK = '#1d8102';

/**
 * Draws a dashboard: each widget at its place, with the given values.
 *
 * @throws when a visible metric has no values
 */
export function drawDashboard({ widgets }: DashboardBody, figures: Figures): string {
  const height = Math.max(...widgets.map((widget) => widget.y + widget.height)) * ROW;
  const width = COLUMNS * COLUMN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>The dashboard: ${widgets.map(({ properties }) => escape(properties.title ?? '')).join('; ')}</title>`,
    `<rect width="${width}" height="${height}" fill="${BACKGROUND}"/>`,
    ...widgets.flatMap((widget) => drawWidget(widget, figures)),
    '</svg>', '',
  ].join('\n');
}

function drawWidget(widget: DashboardWidget, figures: Figures): string[] {
  const { properties } = widget;
  const [x, y, width, height] = [widget.x * COLUMN + GAP / 2, widget.y * ROW + GAP / 2, widget.width * COLUMN - GAP, widget.height * ROW - GAP];
  const content = widget.type === 'alarm' ? drawAlarms(properties.alarms ?? [], width)
    : properties.view === 'singleValue' ? drawValue(seriesOf(widget, figures)[0], { width, height, ...properties })
      : drawGraph(seriesOf(widget, figures), { width, height, limits: properties.annotations?.horizontal });
  return [
    `<g transform="translate(${x} ${y})">`,
    `<rect width="${width}" height="${height}" rx="2" fill="#fff" stroke="${LINE}"/>`,
    text(12, 22, properties.title ?? '', `font-size="14" font-weight="bold" fill="${TEXT}"`),
    ...content,
    '</g>',
  ];
}

function drawAlarms(alarms: readonly string[], width: number): string[] {
  const perRow = alarms.length > 6 ? 4 : 3;
  const cell = (width - 24) / perRow;
  return alarms.flatMap((alarm, index) => {
    const [x, y] = [12 + index % perRow * cell, 36 + Math.floor(index / perRow) * 42];
    return [
      `<rect x="${x}" y="${y}" width="${cell - 8}" height="34" rx="2" fill="#f2f8f0" stroke="${OK}"/>`,
      text(x + 10, y + 22, alarm, `font-size="12" fill="${OK}"`),
    ];
  });
}

/** A metric is an array whose last element contains its options. Metrics that only feed an expression are invisible. */
function seriesOf({ properties }: DashboardWidget, figures: Figures): Series[] {
  return (properties.metrics ?? []).flatMap((metric) => {
    const options = metric.at(-1);
    if (!isOptions(options) || options.visible === false) return [];
    const name = options.expression ?? String(metric[1]);
    const values = figures[name];
    if (!values) throw new Error(`The picture of the dashboard has no figures for ${name}. Add them to tools/dashboard/example-figures.ts`);
    return [{ label: options.label ?? '', color: options.color ?? FAINT, right: options.yAxis === 'right', values }];
  });
}

interface MetricOptions {
  readonly label?: string;
  readonly color?: string;
  readonly yAxis?: string;
  readonly visible?: boolean;
  readonly expression?: string;
}

function isOptions(value: unknown): value is MetricOptions {
  return typeof value === 'object' && value !== null;
}
