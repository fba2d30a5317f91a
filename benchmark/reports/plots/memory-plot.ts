import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import type { ContestantName } from '../../contestants/contestant';
import { memoryOf } from '../../results/figures';
import type { RuntimeResult } from '../../results/results';

const CONTESTANTS: readonly (readonly [ContestantName, string])[] = [['bare', 'bare'], ['ours', 'this extension'], ['naive', 'naive']];

/** The memory of a process, from its start to the end of a long load. */
export function memoryPlot(result: RuntimeResult): object {
  const stage = (title: string, column: number, of: (contestant: ContestantName) => Omit<Bar, 'name' | 'colour'>, contestants = CONTESTANTS) => panel({
    title,
    width: 190,
    names: column === 0 || contestants.length < CONTESTANTS.length,
    bars: contestants.map(([contestant, name]) => ({ ...of(contestant), name, colour: COLOURS[contestant] })),
  });
  const idle = (when: 'idle' | 'afterFirstFlush') => (contestant: ContestantName) => {
    const { median: value, lower, upper } = memoryOf(result, contestant)[when].rssMB;
    return { value, lower, upper };
  };
  const lastOf = (contestant: ContestantName) => memoryOf(result, contestant).underLoad.at(-1);
  const loaded = (contestant: ContestantName) => ({ value: lastOf(contestant)?.rssMB ?? NaN });
  const events = lastOf('ours')?.events ?? 0;
  // With --quick the naive extension gets fewer events, which cannot be compared.
  const alike = CONTESTANTS.filter(([contestant]) => lastOf(contestant)?.events === events);
  return page([{
    title: 'Resident memory, MB',
    panels: [
      stage('idle', 0, idle('idle')),
      stage('after the first flush', 1, idle('afterFirstFlush')),
      stage(`after ${events.toLocaleString('en')} events`, 2, loaded, alike),
    ],
  }]);
}
