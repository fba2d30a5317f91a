import { millis } from './patterns-table';
import { sideBySide } from './side-by-side';
import type { Entry } from './side-by-side';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import { holdOf, memoryOf, startUpOf, usualLatency, wireOf } from '../results/figures';
import type { BenchmarkResult, StartUp, TrafficShape } from '../results/results';

/** The main figures of all extensions, one column each. */
export interface SummaryTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

type Cell = (entry: Entry) => number | undefined;

const NOTHING = '–';

/** Returns the medians of both hosts of our extension and of the others, side by side. */
export function summaryOf(result: BenchmarkResult): SummaryTable {
  const entries = sideBySide(result);
  const [{ result: reference }] = entries;
  const without = (figure: keyof StartUp) => millis(startUpOf(reference, 'none', '128').figures[figure].median);
  const row = (figure: string, format: (value: number) => string, cell: Cell, none = NOTHING) =>
    [figure, none, ...entries.map((entry) => present(cell(entry), format))];
  return {
    head: ['', 'no extension', ...entries.map(({ name }) => name)],
    rows: [
      row('start → registered, ms', millis, started('registerMs')),
      row('start → ready (first `/event/next`), ms', millis, started('readyMs')),
      row('whole init, CPU share of 128 MB, ms', millis, limited('initMs'), without('initMs')),
      row('first invocation, CPU share of 128 MB, ms', millis, limited('firstInvocationMs'), without('firstInvocationMs')),
      row('first flush over TLS, CPU share of 128 MB, ms', millis, ({ contestant, result: { firstFlush } }) => contestant === 'ours' ? firstFlush.holdMs.median : undefined),
      row('resident memory after the first flush, MB', decimal, ({ contestant, result: of }) => memoryOf(of, contestant).afterFirstFlush.rssMB.median),
      row('resident memory after 100,000 log lines, MB', decimal, loadedMB),
      row('CPU time per log line of 200 bytes, µs', decimal, cpuMicros),
      row('hold after a pause, Kinesis 12 ms away, ms', millis, held('sparse')),
      row('hold while invocations are frequent, ms', millis, held('frequent')),
      row('hold while Kinesis hangs, mean, ms', millis, ({ contestant, result: { hang } }) => contestant === 'ours' ? hang.meanHoldMs : undefined),
      row('PUT units of 10,000 log lines of 200 bytes', (units) => units.toLocaleString('en'), ({ contestant, result: of }) => contestant === 'bare' ? undefined : wireOf(of, contestant).putUnits),
    ],
  };
}

/** Returns the table in Markdown. */
export function toMarkdown({ head, rows }: SummaryTable): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)];
}

function started(figure: keyof StartUp): Cell {
  return ({ contestant, result }) => startUpOf(result, contestant, 'full').figures[figure].median;
}

function limited(figure: keyof StartUp): Cell {
  return ({ contestant, result }) => startUpOf(result, contestant, '128').figures[figure].median;
}

/** With --quick the naive extension gets fewer events, which cannot be compared. */
function loadedMB({ contestant, result }: Entry): number | undefined {
  const last = memoryOf(result, contestant).underLoad.at(-1);
  return contestant !== 'bare' && last?.events === memoryOf(result, 'ours').underLoad.at(-1)?.events ? last?.rssMB : undefined;
}

function cpuMicros({ contestant, result: { cpu } }: Entry): number | undefined {
  return cpu.find((one) => one.contestant === contestant && one.format === 'text' && one.recordBytes === 200 && !one.streamFormat)?.microsPerEvent;
}

function held(shape: TrafficShape): Cell {
  return ({ contestant, result }) => {
    if (contestant === 'bare') return undefined;
    return holdOf(result, contestant, contestant === 'ours' ? FLUSH_STRATEGY.default : undefined, usualLatency(result), shape).holdMs.median;
  };
}

function present(value: number | undefined, format: (value: number) => string): string {
  return value === undefined || Number.isNaN(value) ? NOTHING : format(value);
}

function decimal(value: number): string {
  return value.toFixed(1);
}
