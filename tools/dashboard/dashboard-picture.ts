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
    readonly metrics?: readonly unknown[][];
    readonly alarms?: readonly string[];
    readonly annotations?: { readonly horizontal?: readonly { readonly label?: string; readonly color?: string }[] };
  };
}

interface Series { readonly label: string; readonly color: string; readonly right: boolean }

const COLUMN = 48;
const ROW = 34;
const GAP = 6;
const COLUMNS = 24;
const FONT = 'font-family="Helvetica, Arial, sans-serif"';
const [TEXT, FAINT, LINE, BACKGROUND] = ['#16191f', '#687078', '#d5dbdb', '#f2f3f3'];
const OK = '#1d8102';

/** Draws the layout of a dashboard: the place, title and legend of each widget. There are no values to draw. */
export function drawDashboard({ widgets }: DashboardBody): string {
  const height = Math.max(...widgets.map((widget) => widget.y + widget.height)) * ROW;
  const width = COLUMNS * COLUMN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>The layout of the dashboard: ${widgets.map(({ properties }) => escape(properties.title ?? '')).join('; ')}</title>`,
    `<rect width="${width}" height="${height}" fill="${BACKGROUND}"/>`,
    ...widgets.flatMap(drawWidget),
    '</svg>', '',
  ].join('\n');
}

function drawWidget(widget: DashboardWidget): string[] {
  const { properties } = widget;
  const [x, y, width, height] = [widget.x * COLUMN + GAP / 2, widget.y * ROW + GAP / 2, widget.width * COLUMN - GAP, widget.height * ROW - GAP];
  const content = widget.type === 'alarm' ? drawAlarms(properties.alarms ?? [], width)
    : properties.view === 'singleValue' ? drawValue(seriesOf(widget), width, height)
      : drawGraph(widget, width, height);
  return [
    `<g transform="translate(${x} ${y})">`,
    `<rect width="${width}" height="${height}" rx="2" fill="#fff" stroke="${LINE}"/>`,
    text(12, 22, properties.title ?? '', `font-size="14" font-weight="bold" fill="${TEXT}"`),
    ...content,
    '</g>',
  ];
}

function drawAlarms(alarms: readonly string[], width: number): string[] {
  const perRow = 3;
  const cell = (width - 24) / perRow;
  return alarms.flatMap((alarm, index) => {
    const [x, y] = [12 + index % perRow * cell, 36 + Math.floor(index / perRow) * 42];
    return [
      `<rect x="${x}" y="${y}" width="${cell - 8}" height="34" rx="2" fill="#f2f8f0" stroke="${OK}"/>`,
      text(x + 10, y + 22, alarm, `font-size="12" fill="${OK}"`),
    ];
  });
}

function drawValue(series: readonly Series[], width: number, height: number): string[] {
  return series.flatMap(({ label, color }) => [
    text(width / 2, height / 2 + 16, '–', `font-size="34" text-anchor="middle" fill="${FAINT}"`),
    ...legend([{ label, color, right: false }], height - 14),
  ]);
}

function drawGraph(widget: DashboardWidget, width: number, height: number): string[] {
  const [left, right, top, bottom] = [20, width - 20, 38, height - 40];
  const grid = [0, 1, 2, 3].map((line) => top + (bottom - top) * line / 3)
    .map((y) => `<line x1="${left}" y1="${y.toFixed(1)}" x2="${right}" y2="${y.toFixed(1)}" stroke="${LINE}"/>`);
  const annotations = (widget.properties.annotations?.horizontal ?? []).flatMap(({ label = '', color = TEXT }) => [
    `<line x1="${left}" y1="${top + 12}" x2="${right}" y2="${top + 12}" stroke="${color}" stroke-dasharray="6 4"/>`,
    text(right, top + 8, label, `font-size="11" text-anchor="end" fill="${color}"`),
  ]);
  return [...grid, ...annotations, ...legend(seriesOf(widget), height - 14)];
}

/** Draws the labels side by side, and marks series of the right axis. */
function legend(series: readonly Series[], y: number): string[] {
  let x = 20;
  return series.flatMap(({ label, color, right }) => {
    const words = right ? `${label} (right)` : label;
    const drawn = [`<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${color}"/>`, text(x + 15, y, words, `font-size="11" fill="${FAINT}"`)];
    x += 15 + words.length * 5.3 + 14;
    return drawn;
  });
}

/** A metric is an array whose last element contains its options. Metrics that only feed an expression are invisible. */
function seriesOf({ properties }: DashboardWidget): Series[] {
  return (properties.metrics ?? []).map((metric) => metric.at(-1))
    .filter((last): last is { label?: string; color?: string; yAxis?: string; visible?: boolean } => typeof last === 'object' && last !== null)
    .filter(({ visible }) => visible !== false)
    .map(({ label = '', color = FAINT, yAxis }) => ({ label, color, right: yAxis === 'right' }));
}

function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${FONT} ${attributes}>${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
