import { page, panel } from './bars';
import { COLOURS } from './theme';
import { wireOf } from '../../results/figures';
import type { Entry } from '../side-by-side';

/** The PUT units for a number of events, by stream format. */
export function putUnitsPlot(entries: readonly Entry[]): object {
  const senders = entries.filter(({ contestant }) => contestant !== 'bare');
  const [ours] = senders.filter(({ contestant }) => contestant === 'ours');
  const formats = ours.result.wire.filter(({ contestant }) => contestant === 'ours');
  return page([{
    title: `PUT units of 25 KB for ${formats[0].events.toLocaleString('en')} events of 200 bytes`,
    panels: [
      panel({ title: 'many events per record, and one', width: 200, bars: senders.map(({ name, kind, contestant, result }) => ({ name, value: wireOf(result, contestant).putUnits, colour: COLOURS[kind] })) }),
      panel({ title: 'by stream format', width: 200, bars: formats.map(({ format, putUnits }) => ({ name: format, value: putUnits, colour: COLOURS[ours.kind] })) }),
    ],
  }]);
}
