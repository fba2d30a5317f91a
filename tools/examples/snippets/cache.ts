import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './extract';

export const CACHE = join(ROOT, '.cache');

/** A folder of the cache that is filled once for each content of a file. */
export async function filledOnce(name: string, file: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const folder = join(CACHE, `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  const started = `${folder}-${process.pid}`;
  mkdirSync(started, { recursive: true });
  try {
    await fill(started);
    renameSync(started, folder);
  } finally {
    rmSync(started, { recursive: true, force: true });
  }
  return folder;
}
