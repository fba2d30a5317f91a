import { page, panel } from './bars';
import { COLOURS } from './theme';
import type { RuntimeResult } from '../../results/results';

const NAMES = { bare: 'bare', ours: 'this extension', naive: 'naive' } as const;

/** The PUT units for a number of events, by stream format. */
export function putUnitsPlot({ wire }: RuntimeResult): object {
  const ours = wire.filter(({ contestant }) => contestant === 'ours');
  const bar = ({ contestant, format, putUnits }: RuntimeResult['wire'][number]) => ({
    name: format, value: putUnits, colour: COLOURS[contestant],
  });
  const events = ours[0]?.events.toLocaleString('en') ?? '';
  const besideNaive = wire.filter((one) => one.contestant === 'naive' || one === ours[0]);
  return page([{
    title: `PUT units of 25 KB for ${events} events of 200 bytes`,
    panels: [
      panel({ title: 'many events per record, and one', width: 200, bars: besideNaive.map((one) => ({ ...bar(one), name: NAMES[one.contestant] })) }),
      panel({ title: 'by stream format', width: 200, bars: ours.map(bar) }),
    ],
  }]);
}
