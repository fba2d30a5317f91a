import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import type { CpuResult, RuntimeResult } from '../../results/results';

/** CPU time per event by size and format of the log line, and by stream format. */
export function cpuPlot({ cpu }: RuntimeResult): object {
  const sizes = [...new Set(cpu.map(({ recordBytes }) => recordBytes))].sort((a, b) => a - b);
  const ofSize = (size: number) => cpu.filter(({ recordBytes, streamFormat }) => recordBytes === size && !streamFormat);
  const small = cpu.filter(({ contestant, format, recordBytes }) => contestant === 'ours' && format === 'text' && recordBytes === sizes[0]);
  const bySize = sizes.map((size) => panel({
    title: `log line of ${size.toLocaleString('en')} bytes`,
    width: 140,
    digits: size < 1_000 ? 1 : 0,
    bars: ofSize(size).map(bar),
  }));
  const byStreamFormat = panel({
    title: `text of ${sizes[0]} bytes`,
    width: 140,
    digits: 1,
    bars: small.map(({ streamFormat, microsPerEvent }) => ({ name: streamFormat ?? 'ndjson', value: microsPerEvent, colour: COLOURS.ours })),
  });
  return page([
    { title: 'CPU time per event, µs', panels: bySize },
    ...small.length > 1 ? [{ title: 'CPU time per event by stream format, µs', panels: [byStreamFormat] }] : [],
  ]);
}

function bar({ contestant, format, microsPerEvent }: CpuResult): Bar {
  return { name: contestant === 'naive' ? `naive, ${format}` : format, value: microsPerEvent, colour: COLOURS[contestant] };
}
