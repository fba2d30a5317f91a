import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import { startUpOf } from '../../results/figures';
import type { RuntimeResult, Speed, Starter, StartUp } from '../../results/results';

const SPEEDS: readonly (readonly [Speed, string])[] = [
  ['full', 'whole machine'], ['512', 'CPU share of 512 MB'], ['128', 'CPU share of 128 MB'],
];
const NAMES: Readonly<Record<Starter, string>> = { none: 'no extension', bare: 'bare', ours: 'this extension', naive: 'naive' };

/** The startup of the extension, the init phase and the first invocation, by CPU share. */
export function startUpPlot(result: RuntimeResult): object {
  const row = (figure: keyof StartUp, title: string, starters: readonly Starter[]) => ({
    title,
    panels: SPEEDS.map(([speed, share], column) => panel({
      title: share,
      width: 190,
      names: column === 0,
      bars: starters.map((starter): Bar => {
        const { median: value, lower, upper } = startUpOf(result, starter, speed).figures[figure];
        return { name: NAMES[starter], value, lower, upper, colour: COLOURS[starter] };
      }),
    })),
  });
  return page([
    row('readyMs', 'From the extension\'s start to its first /event/next, ms', ['bare', 'ours', 'naive']),
    row('initMs', 'Whole init phase, including the function\'s init, ms', ['none', 'bare', 'ours', 'naive']),
    row('firstInvocationMs', 'First invocation, including its hold, ms', ['none', 'bare', 'ours', 'naive']),
  ]);
}
