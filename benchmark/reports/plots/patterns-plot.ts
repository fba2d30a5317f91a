import { HEADROOM, page } from './bars';
import { COLOURS } from './theme';
import type { PatternResult } from '../../results/results';
import type { MainResult } from '../side-by-side';

const STRATEGIES = ['adaptive', 'end-of-invocation', 'periodic'];

/** The mean hold of an invocation and the delay of nine in ten events, by traffic pattern and flush strategy. */
export function patternsPlot({ host, result: { patterns } }: MainResult): object {
  return page([{
    title: `By traffic pattern and flush strategy, ms (${host})`,
    panels: [
      panel('mean hold of an invocation', patterns, 0, ({ holdMs }) => holdMs.mean, 'linear'),
      panel('delay that 90 % of the events do not exceed (logarithmic)', patterns, 1, ({ delayMs }) => delayMs.p90, 'log'),
    ],
  }]);
}

function panel(title: string, patterns: readonly PatternResult[], column: number, valueOf: (result: PatternResult) => number, scale: 'linear' | 'log'): object {
  const values = patterns.map((result) => {
    const value = valueOf(result);
    return { pattern: result.pattern, strategy: result.strategy, value, label: value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 }) };
  });
  const names = [...new Set(patterns.map(({ pattern }) => pattern))];
  const most = Math.max(...values.map(({ value }) => value));
  const domain = scale === 'log' ? [1, most ** HEADROOM] : [0, most * HEADROOM];
  const y = { field: 'pattern', type: 'nominal', sort: names, axis: { title: null, labels: column === 0, labelPadding: 8 }, scale: { paddingInner: 0.25 } };
  const yOffset = { field: 'strategy', type: 'nominal', sort: STRATEGIES };
  const x = { field: 'value', type: 'quantitative', axis: null, scale: { type: scale, domain, nice: false } };
  return {
    title,
    width: 250,
    height: names.length * STRATEGIES.length * 18,
    data: { values },
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          y, yOffset, x, ...scale === 'log' ? { x2: { datum: 1 } } : {},
          color: { field: 'strategy', type: 'nominal', sort: STRATEGIES, scale: { range: COLOURS.distance }, legend: { title: 'flush strategy' } },
        },
      },
      { mark: { type: 'text', align: 'left', dx: 5, fontSize: 12, color: COLOURS.text }, encoding: { y, yOffset, x, text: { field: 'label' } } },
    ],
  };
}
