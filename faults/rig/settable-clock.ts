import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, Zippable, zipSync } from 'fflate';

const MAIN = 'kinesis-telemetry-extension/main.cjs';
const OFFSET_FILE = 'clock-offset';
const EXECUTABLE = 0o100755;

/** Runs before the bundle in the extension's process: on SIGUSR2 it sets the clock offset to the milliseconds in a file. */
const PRELUDE = `{
  const { readFileSync } = require('node:fs');
  const realNow = Date.now;
  let offset = 0;
  Date.now = () => realNow() + offset;
  process.on('SIGUSR2', () => { offset = Number(readFileSync('${OFFSET_FILE}', 'utf8')); });
}
`;

/** Makes a copy of the layer in which the extension's clock can be set. `remove` deletes it. */
export async function withSettableClock(layer: string): Promise<{ readonly layer: string; remove(): Promise<void> }> {
  const files = unzipSync(await readFile(layer));
  if (!files[MAIN]) throw new Error(`The layer must contain ${MAIN}, it contains ${Object.keys(files).join(', ')}`);
  files[MAIN] = Buffer.concat([Buffer.from(PRELUDE), files[MAIN]]);
  const executables: Zippable = Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name, [content, { os: 3, attrs: EXECUTABLE * 0x10000 }]]));
  const folder = await mkdtemp(join(tmpdir(), 'faults-'));
  const copy = join(folder, 'layer.zip');
  await writeFile(copy, zipSync(executables));
  return { layer: copy, remove: () => rm(folder, { recursive: true, force: true }) };
}

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
