import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import { memoryOf } from '../../results/figures';
import type { Entry } from '../side-by-side';

/** The memory of a process, from its start to the end of a long load. */
export function memoryPlot(entries: readonly Entry[]): object {
  const stage = (title: string, column: number, of: (entry: Entry) => Omit<Bar, 'name' | 'colour'>, shown = entries) => panel({
    title,
    width: 190,
    names: column === 0 || shown.length < entries.length,
    bars: shown.map((entry) => ({ ...of(entry), name: entry.name, colour: COLOURS[entry.kind] })),
  });
  const idle = (when: 'idle' | 'afterFirstFlush') => ({ contestant, result }: Entry) => {
    const { median: value, lower, upper } = memoryOf(result, contestant)[when].rssMB;
    return { value, lower, upper };
  };
  const lastOf = ({ contestant, result }: Entry) => memoryOf(result, contestant).underLoad.at(-1);
  const loaded = (entry: Entry) => ({ value: lastOf(entry)?.rssMB ?? NaN });
  const events = entries.filter(({ contestant }) => contestant === 'ours').map(lastOf)[0]?.events ?? 0;
  // With --quick the naive extension gets fewer events, which cannot be compared.
  const alike = entries.filter((entry) => lastOf(entry)?.events === events);
  return page([{
    title: 'Resident memory, MB',
    panels: [
      stage('idle', 0, idle('idle')),
      stage('after the first flush', 1, idle('afterFirstFlush')),
      stage(`after ${events.toLocaleString('en')} events`, 2, loaded, alike),
    ],
  }]);
}
