import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { zipSync } from 'fflate';

const SCRIPTS = path.resolve(__dirname, 'bare-extension');
export const UNIX = 3;
/** A regular file, rwxr-xr-x, in the upper half of the external attributes of a zip entry. */
export const EXECUTABLE = 0o100755 * 2 ** 16;

/** The name of the extension that only registers and polls. */
export const BARE_EXTENSION_NAME = 'bare-extension';
/** The name of the extension that makes one PutRecords call per invocation. */
export const BARE_SENDER_NAME = 'bare-sender';

/** Writes a layer with one of the bare extensions. */
export async function writeBareLayer(file: string, name = BARE_EXTENSION_NAME): Promise<void> {
  const script = await readFile(path.join(SCRIPTS, name));
  await writeFile(file, zipSync({ [`extensions/${name}`]: [script, { os: UNIX, attrs: EXECUTABLE }] }));
}
