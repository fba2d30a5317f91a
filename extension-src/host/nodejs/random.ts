import { closeSync, openSync, readSync } from 'node:fs';

// `node:crypto` takes milliseconds to load.
export function randomBytes(count: number): Buffer {
  const bytes = Buffer.alloc(count);
  const source = openSync('/dev/urandom', 'r');
  try {
    readSync(source, bytes, 0, count, null);
  } finally {
    closeSync(source);
  }
  return bytes;
}

export { randomUUID as randomUuid } from 'node:crypto';
