import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildHosts, MAIN } from '../../tools/host/build-hosts';
import { targetsOf } from '../../tools/host/targets';
import { bundleForNative } from '../../tools/layer/bundle-for-native';
import type { Subject } from '../subject';

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

/** The same for the native host, which has no signal for it, and reads the file each time. */
const NATIVE_CLOCK_PRELUDE = `{
  const realNow = Date.now;
  Date.now = () => {
    try {
      return realNow() + Number(engine.readFile('${OFFSET_FILE}'));
    } catch {
      return realNow();
    }
  };
}
`;

/** Returns the native host of this machine with a settable clock. It is built once, and needs Rust. */
export async function hostWithClock(): Promise<Uint8Array> {
  const { files } = await bundleForNative('0.0.0');
  const prelude = Buffer.from(NATIVE_CLOCK_PRELUDE);
  const patched = files.map(({ name, content }) => ({ name, content: name === MAIN ? Buffer.concat([prelude, content]) : content }));
  const [host] = await buildHosts(patched, targetsOf('machine'));
  return host;
}

/**
 * Sets the clock of an extension from a layer with a settable clock. A frozen extension gets the new time when it thaws.
 *
 * @param root the folder that is `/` in the environment: the extension's working directory
 * @param offsetMs the difference from the actual time
 */
export async function setClock(host: Subject['host'], root: string, pid: number, offsetMs: number): Promise<void> {
  await writeFile(join(root, OFFSET_FILE), String(offsetMs));
  if (host === 'nodejs') process.kill(pid, 'SIGUSR2');
}
