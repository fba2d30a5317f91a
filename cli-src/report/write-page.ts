import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { CommandError } from '../errors';

/** Writes a file whole or not at all. @throws CommandError */
export async function writePage(path: string, page: string): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    await writeFile(partial, page);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw new CommandError(`${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}). --out names another file`);
  }
}
