import { Bar, page, panel } from './bars';
import { COLOURS } from './theme';
import { startUpOf } from '../../results/figures';
import type { RuntimeResult, Speed, Starter, StartUp } from '../../results/results';

const SPEEDS: readonly (readonly [Speed, string])[] = [
  ['full', 'whole machine'], ['512', 'processor of 512 MB'], ['128', 'processor of 128 MB'],
];
const NAMES: Readonly<Record<Starter, string>> = { none: 'no extension', bare: 'bare', ours: 'this extension', naive: 'naive' };

/** From the execution to the first question for an event, and what becomes of the function's init, by the part of a processor. */
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
    row('initMs', 'Whole init phase, the function\'s own included, ms', ['none', 'bare', 'ours', 'naive']),
    row('firstInvocationMs', 'First invocation, until the extension is done with it, ms', ['none', 'bare', 'ours', 'naive']),
  ]);
}
