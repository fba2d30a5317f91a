import { readFile, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { zipSync } from 'fflate';

const BARE_EXTENSION = path.resolve(__dirname, 'bare-extension', 'bare-extension');
export const UNIX = 3;
/** A regular file, rwxr-xr-x, where a zip archive keeps it: in the upper half of the external attributes. */
export const EXECUTABLE = 0o100755 * 2 ** 16;

/** The name of the extension that does nothing but register and poll. */
export const BARE_EXTENSION_NAME = 'bare-extension';

/** Writes a layer with the bare extension. */
export async function writeBareLayer(file: string): Promise<void> {
  const script = await readFile(BARE_EXTENSION);
  await writeFile(file, zipSync({ [`extensions/${BARE_EXTENSION_NAME}`]: [script, { os: UNIX, attrs: EXECUTABLE }] }));
}
