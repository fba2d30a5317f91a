import { namesAbove, rowOf } from './ranges';
import type { Chart } from './render';
import { COLOURS } from './theme';
import { megabytes, percent } from '../format';

/** The memory of a function, in MB. */
export interface Memory {
  readonly name: string;
  readonly median: number;
  readonly most: number;
  /** What the function has, and is paid for. */
  readonly size: number;
}

const ROW = { wide: 34, narrow: 46 } as const;
const BAR = 12;

/** A bar for each function: what it used at most, in front of what it has. A line marks the median. */
export function memoryChart(functions: readonly Memory[], description: string): Chart {
  return {
    description,
    specification: (width, pixels) => {
      const values = functions.map((one) => ({
        ...one, label: `${percent(one.most, one.size)} of ${megabytes(one.size)}`,
        title: `${one.name}: uses up to ${megabytes(one.most)}, median ${megabytes(one.median)}, of ${megabytes(one.size)}`,
      }));
      const most = Math.max(...values.map(({ size, most: used }) => Math.max(size, used)));
      const y = rowOf(width, values.map(({ name }) => name));
      const x = { type: 'quantitative', scale: { domain: [0, most * (width === 'wide' ? 1.16 : 1.45)], nice: false } };
      const axis = { title: null, labelExpr: 'datum.value + " MB"', tickCount: width === 'wide' ? 6 : 3, labelFlush: true };
      const description_ = { field: 'title' };
      return {
        width: pixels,
        height: values.length * ROW[width] + 28,
        data: { values },
        layer: [
          { mark: { type: 'bar', color: COLOURS.soft, height: BAR, cornerRadius: 2 }, encoding: { y, x: { ...x, field: 'size', axis }, description: description_ } },
          { mark: { type: 'bar', color: COLOURS.accent, height: BAR, cornerRadius: 2 }, encoding: { y, x: { ...x, field: 'most', axis }, description: description_ } },
          { mark: { type: 'tick', color: COLOURS.surface, thickness: 2, size: BAR }, encoding: { y, x: { ...x, field: 'median', axis }, description: description_ } },
          { mark: { type: 'text', align: 'left', dx: 8, fontSize: 12, color: COLOURS.muted }, encoding: { y, x: { ...x, field: 'size', axis }, text: { field: 'label' } } },
          ...namesAbove(width, y),
        ],
      };
    },
  };
}
