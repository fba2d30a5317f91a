import { HEADROOM, page } from './bars';
import { COLOURS } from './theme';
import { LINE_BYTES, LINES_PER_INVOCATION } from '../../environment/invocation';
import { cloudWatchDollars, dollarsOf, MEMORY_SIZES_MB } from '../../results/dollars';
import type { TrafficShape } from '../../results/results';
import type { Entry } from '../side-by-side';

const PARTS = ['Lambda: additional duration', 'Kinesis PUT units', 'CloudWatch Logs ingestion'];
const CLOUDWATCH = 'CloudWatch Logs';

/** The additional cost of telemetry for a million invocations. */
export function dollarsPlot(entries: readonly Entry[]): object {
  const rows = entries.filter(({ contestant }) => contestant !== 'bare').flatMap(({ name, contestant, result }) =>
    dollarsOf(result).filter((row) => row.contestant === contestant).map((row) => ({ ...row, who: name })));
  const everyone = [...new Set(rows.map(({ who }) => who)), CLOUDWATCH];
  const cloudWatch = cloudWatchDollars();
  const most = Math.max(cloudWatch, ...rows.map(({ lambda, putUnits }) => lambda + putUnits));
  const panelOf = (shape: TrafficShape, memorySizeMB: number, column: number) => {
    const values = [
      ...rows.filter((row) => row.shape === shape && row.memorySizeMB === memorySizeMB).flatMap(({ who, lambda, putUnits }) => [
        { who, part: PARTS[0], value: lambda }, { who, part: PARTS[1], value: putUnits },
      ]),
      { who: CLOUDWATCH, part: PARTS[2], value: cloudWatch },
    ];
    const y = { field: 'who', type: 'nominal', sort: everyone, axis: { title: null, labels: column === 0, labelPadding: 8 }, scale: { paddingInner: 0.3 } };
    const x = { type: 'quantitative', stack: 'zero', scale: { domain: [0, most * HEADROOM], nice: false }, axis: null };
    return {
      title: `${memorySizeMB.toLocaleString('en')} MB`,
      width: 180,
      height: everyone.length * 22,
      data: { values },
      layer: [
        {
          mark: { type: 'bar' },
          encoding: {
            y, x: { ...x, field: 'value' }, order: { field: 'part', sort: 'descending' },
            color: { field: 'part', type: 'nominal', sort: PARTS, scale: { domain: PARTS, range: [COLOURS.lambda, COLOURS.kinesis, COLOURS.cloudWatch] }, legend: { title: null } },
          },
        },
        {
          transform: [{ aggregate: [{ op: 'sum', field: 'value', as: 'sum' }], groupby: ['who'] }, { calculate: 'format(datum.sum, ".2f")', as: 'label' }],
          mark: { type: 'text', align: 'left', dx: 5, fontSize: 12, color: COLOURS.text },
          encoding: { y, x: { ...x, field: 'sum', stack: null }, text: { field: 'label' } },
        },
      ],
    };
  };
  return page((['sparse', 'frequent'] as const).map((shape) =>
    ({ title: title(shape), panels: MEMORY_SIZES_MB.map((memorySizeMB, column) => panelOf(shape, memorySizeMB, column)) })));
}

function title(shape: TrafficShape): string {
  const traffic = shape === 'sparse' ? 'with pauses between them' : 'in bursts';
  return `US dollars for a million invocations ${traffic}, each with ${LINES_PER_INVOCATION} lines of ${LINE_BYTES} bytes`;
}
