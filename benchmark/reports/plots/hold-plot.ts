import { HEADROOM, page } from './bars';
import { COLOURS } from './theme';
import type { TrafficShape } from '../../results/results';
import type { MainResult } from '../side-by-side';

const TITLES: Readonly<Record<TrafficShape, string>> = {
  sparse: 'invocation after a pause of a second', frequent: 'frequent invocations',
};

/** The hold of an invocation, by flush strategy and latency of Kinesis. */
export function holdPlot({ host, result: { holds, leastHolds } }: MainResult): object {
  const ours = holds.filter(({ strategy }) => strategy);
  const latencies = [...leastHolds.keys()].map(String);
  const most = Math.max(...ours.map(({ holdMs }) => holdMs.upper));
  const panels = (['sparse', 'frequent'] as const).map((shape, column) => {
    const values = ours.filter((hold) => hold.shape === shape).map(({ strategy, latencyMs, holdMs }) => ({
      strategy, latency: String(latencyMs), value: holdMs.median, lower: holdMs.lower, upper: holdMs.upper,
      label: holdMs.median < 10 ? holdMs.median.toFixed(1) : holdMs.median.toFixed(0),
    }));
    const y = {
      field: 'strategy', type: 'nominal', sort: ['adaptive', 'end-of-invocation', 'periodic'],
      axis: { title: null, labels: column === 0, labelPadding: 8 }, scale: { paddingInner: 0.25 },
    };
    const yOffset = { field: 'latency', type: 'nominal', sort: latencies };
    const x = { field: 'value', type: 'quantitative', axis: null, scale: { domain: [0, most * HEADROOM], nice: false } };
    return {
      title: TITLES[shape],
      width: 250,
      height: 3 * latencies.length * 20,
      data: { values },
      layer: [
        {
          mark: { type: 'bar' },
          encoding: {
            y, yOffset, x,
            color: { field: 'latency', type: 'nominal', sort: latencies, scale: { range: COLOURS.distance }, legend: { title: 'additional latency of Kinesis, ms' } },
          },
        },
        { mark: { type: 'rule', color: COLOURS.text, strokeWidth: 1.5 }, encoding: { y, yOffset, x: { ...x, field: 'lower' }, x2: { field: 'upper' } } },
        { mark: { type: 'text', align: 'left', dx: 5, fontSize: 12, color: COLOURS.text }, encoding: { y, yOffset, x: { ...x, field: 'upper' }, text: { field: 'label' } } },
      ],
    };
  });
  return page([{ title: `Hold of an invocation by flush strategy, ms (${host})`, panels }]);
}
