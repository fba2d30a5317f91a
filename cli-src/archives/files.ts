import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Input } from './input';
import { CommandError, UsageError } from '../errors';

const STANDARD_INPUT = '-';
const CHUNK_BYTES = 256 * 1024;
/** What programs leave in folders: no telemetry. */
const HIDDEN = /^\./;

/**
 * Finds the files: those that are named, and all in folders that are named, also in their folders, sorted by name. `-` is the standard input.
 *
 * @throws UsageError if there is no such file
 * @throws CommandError if a folder cannot be read
 */
export async function findFiles(paths: readonly string[], stdin: Readable): Promise<Input[]> {
  const found: Input[] = [];
  for (const path of paths) {
    if (path === STANDARD_INPUT) {
      found.push({ name: 'standard input', open: () => stdin });
    } else {
      found.push(...await filesIn(path));
    }
  }
  return found;
}

async function filesIn(path: string): Promise<Input[]> {
  const entry = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? new UsageError(`there is no file ${path}`) : unreadable(path, error);
  });
  if (!entry.isDirectory()) return [fileOf(path, entry.size)];
  const names = await readdir(path, { recursive: true, withFileTypes: true })
    .catch((error: NodeJS.ErrnoException) => { throw unreadable(path, error); });
  const files = names.filter((name) => name.isFile() && !HIDDEN.test(name.name)).map((name) => join(name.parentPath, name.name)).sort();
  if (files.length === 0) throw new UsageError(`there are no files in ${path}`);
  return Promise.all(files.map(async (file) => fileOf(file, (await stat(file)).size)));
}

function fileOf(path: string, bytes: number): Input {
  return { name: path, bytes, open: () => contentOf(path) };
}

async function* contentOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): CommandError {
  return new CommandError(`${path} cannot be read (${code ?? message})`);
}
