import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const OFFSET_FILE = 'clock-offset';

/** A prelude of a patched layer: on SIGUSR2 it sets the clock offset to the milliseconds in a file. */
export const CLOCK_PRELUDE = `{
  const { readFileSync } = require('node:fs');
  const realNow = Date.now;
  let offset = 0;
  Date.now = () => realNow() + offset;
  process.on('SIGUSR2', () => { offset = Number(readFileSync('${OFFSET_FILE}', 'utf8')); });
}
`;

/**
 * Sets the clock of an extension from a layer with a settable clock. A frozen extension gets the new time when it thaws.
 *
 * @param root the folder that is `/` in the environment: the extension's working directory
 * @param offsetMs the difference from the actual time
 */
export async function setClock(root: string, pid: number, offsetMs: number): Promise<void> {
  await writeFile(join(root, OFFSET_FILE), String(offsetMs));
  process.kill(pid, 'SIGUSR2');
}
