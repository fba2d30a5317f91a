import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import type { CpuResult } from '../../results/results';
import type { Entry } from '../side-by-side';

interface Measured extends CpuResult {
  readonly entry: Entry;
}

/** CPU time per event by size and format of the log line, and by stream format. */
export function cpuPlot(entries: readonly Entry[]): object {
  const cpu = entries.flatMap((entry) =>
    entry.result.cpu.filter(({ contestant }) => contestant === entry.contestant).map((one): Measured => ({ ...one, entry })));
  const sizes = [...new Set(cpu.map(({ recordBytes }) => recordBytes))].sort((a, b) => a - b);
  const ofSize = (size: number) => cpu.filter(({ recordBytes, streamFormat }) => recordBytes === size && !streamFormat);
  const small = cpu.filter(({ contestant, format, recordBytes }) => contestant === 'ours' && format === 'text' && recordBytes === sizes[0]);
  const bySize = sizes.map((size) => panel({
    title: `log line of ${size.toLocaleString('en')} bytes`,
    width: 140,
    digits: size < 1_000 ? 1 : 0,
    bars: ofSize(size).map((one) => bar(one, one.format)),
  }));
  const byStreamFormat = panel({
    title: `text of ${sizes[0]} bytes`,
    width: 140,
    digits: 1,
    bars: small.map((one) => bar(one, one.streamFormat ?? 'ndjson')),
  });
  return page([
    { title: 'CPU time per event, µs', panels: bySize },
    ...small.some(({ streamFormat }) => streamFormat) ? [{ title: 'CPU time per event by stream format, µs', panels: [byStreamFormat] }] : [],
  ]);
}

function bar({ entry: { name, kind }, microsPerEvent }: Measured, format: string): Bar {
  return { name: `${name}, ${format}`, value: microsPerEvent, colour: COLOURS[kind] };
}
