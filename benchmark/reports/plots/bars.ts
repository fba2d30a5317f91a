import { COLOURS } from './theme';

/** One bar of a panel. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The lower quartile. @default - no quartiles */
  readonly lower?: number;
  readonly upper?: number;
  readonly colour: string;
}

export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
  readonly width: number;
  /** The number of decimals of the values. @default 0 */
  readonly digits?: number;
  /** Whether to show names. False if a panel to the left shows them. @default true */
  readonly names?: boolean;
}

const BAR_HEIGHT = 22;
/** Leaves room for the value to the right of the longest bar. */
export const HEADROOM = 1.35;

/** Returns a Vega-Lite view of horizontal bars with their values, and their quartiles as a thin line. */
export function panel({ title, bars, width, digits = 0, names = true }: Panel): object {
  const order = [...new Set(bars.map(({ name }) => name))];
  const most = Math.max(...bars.map(({ value, upper }) => Math.max(value, upper ?? 0)));
  const rows = bars.map((bar) => ({ ...bar, label: bar.value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }) }));
  const x = { type: 'quantitative', scale: { domain: [0, most * HEADROOM], nice: false }, axis: null };
  const y = { field: 'name', type: 'nominal', sort: order, axis: { title: null, labels: names, labelPadding: 8 }, scale: { paddingInner: 0.3 } };
  return {
    title,
    width,
    height: order.length * BAR_HEIGHT,
    data: { values: rows },
    layer: [
      { mark: { type: 'bar' }, encoding: { y, x: { ...x, field: 'value' }, color: { field: 'colour', type: 'nominal', scale: null } } },
      ...rows.some(({ lower, upper }) => lower !== upper) ? [{
        mark: { type: 'rule', color: COLOURS.text, strokeWidth: 1.5 }, encoding: { y, x: { ...x, field: 'lower' }, x2: { field: 'upper' } },
      }] : [],
      {
        transform: [{ calculate: 'max(datum.value, datum.upper === null || !isValid(datum.upper) ? 0 : datum.upper)', as: 'end' }],
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 12, color: COLOURS.text },
        encoding: { y, x: { ...x, field: 'end' }, text: { field: 'label' } },
      },
    ],
  };
}

/** Panels side by side, under a title that names the unit. */
export interface Row {
  readonly title: string;
  readonly panels: readonly object[];
}

export function page(rows: readonly Row[]): object {
  return { vconcat: rows.map(({ title, panels }) => ({ title: { text: title, fontWeight: 'bold', fontSize: 14 }, hconcat: panels, spacing: 24 })), spacing: 28 };
}
