import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import { startUpOf } from '../../results/figures';
import type { Speed, Starter, StartUp, SubjectResult } from '../../results/results';
import type { Entry } from '../side-by-side';

const SPEEDS: readonly (readonly [Speed, string])[] = [
  ['full', 'whole machine'], ['512', 'CPU share of 512 MB'], ['128', 'CPU share of 128 MB'],
];

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly starter: Starter;
  readonly result: SubjectResult;
}

/** The startup of the extension, the init phase and the first invocation, by CPU share. */
export function startUpPlot(entries: readonly Entry[]): object {
  const extensions = entries.map(({ name, kind, contestant, result }): Line => ({ name, colour: COLOURS[kind], starter: contestant, result }));
  const all: readonly Line[] = [{ name: 'no extension', colour: COLOURS.none, starter: 'none', result: entries[0].result }, ...extensions];
  const row = (figure: keyof StartUp, title: string, lines: readonly Line[]) => ({
    title,
    panels: SPEEDS.map(([speed, share], column) => panel({
      title: share,
      width: 190,
      names: column === 0,
      bars: lines.map(({ name, colour, starter, result }): Bar => {
        const { median: value, lower, upper } = startUpOf(result, starter, speed).figures[figure];
        return { name, value, lower, upper, colour };
      }),
    })),
  });
  return page([
    row('readyMs', 'From the extension\'s start to its first /event/next, ms', extensions),
    row('initMs', 'Whole init phase, including the function\'s init, ms', all),
    row('firstInvocationMs', 'First invocation, including its hold, ms', all),
  ]);
}
