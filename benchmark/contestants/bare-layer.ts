import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { zipSync } from 'fflate';

const SCRIPTS = path.resolve(__dirname, 'bare-extension');
export const UNIX = 3;
/** A regular file, rwxr-xr-x, where a zip archive keeps it: in the upper half of the external attributes. */
export const EXECUTABLE = 0o100755 * 2 ** 16;

/** The name of the extension that does nothing but register and poll. */
export const BARE_EXTENSION_NAME = 'bare-extension';
/** The name of the extension that makes one call of Kinesis an invocation, and nothing else. */
export const BARE_SENDER_NAME = 'bare-sender';

/** Writes a layer with one of the bare extensions. */
export async function writeBareLayer(file: string, name = BARE_EXTENSION_NAME): Promise<void> {
  const script = await readFile(path.join(SCRIPTS, name));
  await writeFile(file, zipSync({ [`extensions/${name}`]: [script, { os: UNIX, attrs: EXECUTABLE }] }));
}
