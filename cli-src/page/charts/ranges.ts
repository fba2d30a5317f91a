import type { Chart } from './render';
import { COLOURS } from './theme';
import { duration } from '../format';

/** A row with three quantiles of durations, in milliseconds. */
export interface Range {
  readonly name: string;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
  /** What is written behind the range. */
  readonly label: string;
}

const ROW = { wide: 34, narrow: 46 } as const;
/** Room for what is written behind the longest range. */
const ROOM = { wide: 1.12, narrow: 1.3 } as const;
const LEAST_MS = 0.1;
const POWERS = [-1, 0, 1, 2, 3, 4, 5, 6, 7];
/** Numbers that read well on a logarithmic axis: for a short one, a long one, and one with little room. */
const TICKS = [[1, 2, 5], [1, 3], [1]].map((digits) => POWERS.flatMap((power) => digits.map((digit) => digit * 10 ** power)));
const MAX_TICKS = { wide: 8, narrow: 4 } as const;

/** A row for each function: a line from the low to the high quantile, with a dot for each of the three, on a logarithmic axis. */
export function rangesChart(ranges: readonly Range[], names: readonly [string, string, string], description: string): Chart {
  return {
    description,
    specification: (width, pixels) => {
      const values = ranges.map((range) => ({
        ...range, low: Math.max(LEAST_MS, range.low), middle: Math.max(LEAST_MS, range.middle), high: Math.max(LEAST_MS, range.high),
        title: `${range.name}: ${names[0]} ${duration(range.low)}, ${names[1]} ${duration(range.middle)}, ${names[2]} ${duration(range.high)}`,
      }));
      const from = Math.min(...values.map(({ low }) => low));
      const to = Math.max(...values.map(({ high }) => high));
      const possible = TICKS.map((numbers) => between(numbers, from, to));
      const ticks = possible.find((numbers) => numbers.length <= MAX_TICKS[width]) ?? possible[possible.length - 1];
      const [first] = ticks;
      const domain = [first, first * (ticks[ticks.length - 1] / first) ** ROOM[width]];
      const y = rowOf(width, values.map(({ name }) => name));
      const x = (field: string) => ({
        field, type: 'quantitative', scale: { type: 'log', domain, nice: false },
        axis: { title: null, values: ticks, labelExpr: 'datum.value >= 1000 ? datum.value / 1000 + " s" : datum.value + " ms"', labelFlush: true },
      });
      const dot = (field: string, mark: object) => ({ mark: { type: 'circle', opacity: 1, size: 90, ...mark }, encoding: { y, x: x(field), description: { field: 'title' } } });
      return {
        width: pixels,
        height: values.length * ROW[width] + 28,
        data: { values },
        layer: [
          { mark: { type: 'rule', color: COLOURS.soft, strokeWidth: 6, strokeCap: 'round' }, encoding: { y, x: x('low'), x2: { field: 'high' }, description: { field: 'title' } } },
          dot('low', { color: COLOURS.accent }),
          dot('middle', { color: COLOURS.accent, size: 45 }),
          dot('high', { color: COLOURS.surface, stroke: COLOURS.accent, strokeWidth: 2 }),
          { mark: { type: 'text', align: 'left', dx: 10, fontSize: 12, color: COLOURS.muted }, encoding: { y, x: x('high'), text: { field: 'label' } } },
          ...namesAbove(width, y),
        ],
      };
    },
  };
}

/** Returns the numbers from the last that is not above the one, to the first that is not below the other. */
function between(numbers: readonly number[], from: number, to: number): number[] {
  const last = numbers.findIndex((number) => number >= to && number > from);
  return numbers.slice(Math.max(0, numbers.findIndex((number) => number > from) - 1), last < 0 ? numbers.length : last + 1);
}

/** The names of rows are left of them, or above them where the page is narrow. */
export function rowOf(width: 'wide' | 'narrow', names: readonly string[]): object {
  return {
    field: 'name', type: 'nominal', sort: [...names], scale: { paddingInner: 0.3, paddingOuter: 0.2 },
    axis: width === 'wide' ? { title: null, grid: false, labelColor: COLOURS.text, labelFontSize: 13, labelLimit: 320, labelPadding: 12 } : null,
  };
}

export function namesAbove(width: 'wide' | 'narrow', y: object): object[] {
  if (width === 'wide') return [];
  return [{ mark: { type: 'text', align: 'left', baseline: 'bottom', dy: -9, fontSize: 12, color: COLOURS.text, limit: 330 }, encoding: { y, x: { value: 0 }, text: { field: 'name' } } }];
}
