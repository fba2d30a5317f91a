import { NUMBERS_OF_POSITION } from '../delivery/packer';
import type { Screened } from '../host/screen';
import { EventHeadReader } from '../telemetry/event-head';

/** What stands for a record in which secrets could not be masked: the same text as the host's. */
const RECORD = '(masked: this record could not be masked)';

/** time, type, record and masked */
const MEMBERS = 4;

/** Replaces the records of events, because what could not be examined may contain secrets. */
export function maskedWholly(body: Buffer, positions: Uint32Array, first: number, count: number, type: string): Screened {
  const heads = new EventHeadReader();
  const places = new Uint32Array(count * NUMBERS_OF_POSITION);
  const events: Buffer[] = [];
  let length = 0;
  for (let i = 0; i < count; i++) {
    const at = (first + i) * NUMBERS_OF_POSITION;
    const time = heads.read(body, positions[at], positions[at + 1])?.time ?? '';
    const event = Buffer.from(JSON.stringify({ time, type, record: RECORD, masked: { failed: 1 } }));
    places.set([length, length + event.length, MEMBERS], i * NUMBERS_OF_POSITION);
    length += event.length;
    events.push(event);
  }
  return { body: Buffer.concat(events), positions: places, first: 0, count, levels: undefined, omitted: [], masked: [] };
}
