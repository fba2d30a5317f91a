import { shownScreened } from './screen-cases';
import { hostileRecords } from '../../benchmark/environment/hostile-records';
import { FILTER_OF_ALL, MASK_OF_ALL } from '../../benchmark/environment/screen-rules';
import type { CreateScreen } from '../../extension-src/host/screen';
import { parseFilter } from '../../src/settings/selection/filter-settings';
import { parseMask } from '../../src/settings/selection/mask-settings';

/** The benchmark measures longer ones. Without optimization, as in tests, they would take minutes. */
const RECORD_BYTES = 256 * 1024;
const BEFORE = '[{"time":"2026-11-20T09:00:00.123Z","type":"function","record":';

/** Examines long hostile records by all rules. Yields for each its name, what was masked, and a digest of all that the screen has said. */
export async function* examineHostileRecords(createScreen: CreateScreen, sha256: (text: string) => string): AsyncGenerator<string> {
  const screen = await createScreen({
    filter: parseFilter(JSON.stringify(FILTER_OF_ALL)), mask: parseMask(JSON.stringify(MASK_OF_ALL)), levels: true,
  });
  for (const [name, record] of hostileRecords(RECORD_BYTES)) {
    const body = Buffer.from(`${BEFORE}${record}}]`);
    const screened = screen.examine(body, Uint32Array.of(1, body.length - 1, 3), 0, 1, 'function');
    const counts = Array.from(screened.masked, (number, i) => i % 2 === 0 ? screen.maskNames[number] : number);
    yield `${name}: ${counts.join(' ')} ${sha256(shownScreened(screened))}`;
  }
}
