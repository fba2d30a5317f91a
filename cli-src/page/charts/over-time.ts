import type { Chart } from './render';
import { COLOURS } from './theme';
import { OUTCOMES } from '../../figures/outcome';
import type { Outcome, OutcomeCounts } from '../../figures/outcome';
import type { Intervals, OverTime } from '../../figures/over-time';
import { counted, dateTime, duration } from '../format';

/** Bars in each picture: more would be too thin. */
export const MAX_BARS = { wide: 60, narrow: 24 } as const;
const HEIGHT = { wide: 220, narrow: 190 } as const;
const DAY_MS = 86_400_000;

/** Stacked bars: invocations in each interval of time, by outcome. */
export function overTimeChart(overTime: OverTime, description: string): Chart {
  return {
    description,
    specification: (width, pixels) => {
      const { intervals, width: intervalMs } = overTime.intervals(MAX_BARS[width]);
      const present = OUTCOMES.filter((outcome) => intervals.some(({ counts }) => counts[outcome] > 0));
      const values = intervals.flatMap(({ start, counts }) => stacked(present, counts).map(({ outcome, from, to }) => (
        { start, end: start + intervalMs, outcome, from, to, title: `${dateTime(start)}: ${counted(to - from, LABELS[outcome])}` })));
      const spanMs = intervalMs * intervals.length;
      return {
        width: pixels,
        height: HEIGHT[width],
        data: { values },
        mark: { type: 'bar', x2Offset: width === 'wide' ? -2 : -1 },
        encoding: {
          x: {
            field: 'start', type: 'temporal', scale: { type: 'utc', nice: false },
            axis: { title: null, grid: false, format: formatFor(spanMs), tickCount: width === 'wide' ? 8 : 4, labelOverlap: true },
          },
          x2: { field: 'end' },
          y: { field: 'from', type: 'quantitative', stack: null, axis: { title: `invocations in ${duration(intervalMs)}`, format: 'd', tickCount: 4, tickMinStep: 1 } },
          y2: { field: 'to' },
          color: { field: 'outcome', type: 'nominal', scale: { domain: present, range: present.map((outcome) => COLOURS[outcome]) }, legend: null },
          description: { field: 'title' },
        },
      };
    },
  };
}

/** What a count of invocations is called, in the singular. */
const LABELS: Readonly<Record<Outcome, string>> = { success: 'success', error: 'error', timeout: 'timeout', failure: 'failure', unknown: 'unknown outcome' };

/** Outcomes on top of each other. */
interface Stacked {
  readonly outcome: Outcome;
  readonly from: number;
  readonly to: number;
}

function stacked(outcomes: readonly Outcome[], counts: OutcomeCounts): Stacked[] {
  let from = 0;
  return outcomes.filter((outcome) => counts[outcome] > 0).map((outcome) => ({ outcome, from, to: from += counts[outcome] }));
}

/** The table beneath has the intervals of the wide picture. */
export function intervalsOfTable(overTime: OverTime): Intervals {
  return overTime.intervals(MAX_BARS.wide);
}

function formatFor(spanMs: number): string {
  if (spanMs <= 10 * 60_000) return '%H:%M:%S';
  return spanMs <= 2 * DAY_MS ? '%H:%M' : '%b %d';
}
