import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Not in git. */
export const CACHE = path.resolve(__dirname, '..', '..', '.cache');

/**
 * Returns a folder of the cache that `fill` has filled, once for each version of what it is made from. A folder has its name only when it is
 * finished, so an interrupted installation starts again, and two at the same time do not disturb each other.
 *
 * @param name what the folder contains
 * @param definition the file that says what to install
 * @param forWhat what the content depends on besides the definition
 */
export async function cached(name: string, definition: string, forWhat: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const hash = createHash('sha256').update(await readFile(definition)).update(forWhat).digest('hex').slice(0, 16);
  const folder = path.join(CACHE, `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  const started = `${folder}-${process.pid}-${Date.now()}`;
  try {
    await mkdir(started, { recursive: true });
    await fill(started);
    await rename(started, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    // Processes that were killed may need a moment to end.
    await rm(started, { recursive: true, force: true, maxRetries: 5 });
  }
  return folder;
}
