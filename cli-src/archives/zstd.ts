import * as zlib from 'node:zlib';
import type { Bytes } from './bytes';
import { DamagedError } from './damaged-error';
import { expand } from './expand';

type Engine = Parameters<typeof expand>[1];

const SKIPPABLE_HEADER_BYTES = 8;

export function isZstd(head: Uint8Array): boolean {
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
}

/** A frame of other programs' data. https://www.rfc-editor.org/rfc/rfc8878#section-3.1.2 */
export function isSkippable(head: Uint8Array): boolean {
  return (head[0] & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;
}

/**
 * Yields the content of one frame: a Zstandard file may have many.
 * @throws DamagedError
 */
export async function* unzstd(bytes: Bytes): AsyncGenerator<Buffer, void, undefined> {
  const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Engine };
  if (!createZstdDecompress) throw new DamagedError('unsupported-compression', `Zstandard needs Node.js 22.15, 23.8 or newer; this is ${process.version}`);
  yield* expand(bytes, createZstdDecompress(), 'zstd');
}

export async function skipFrame(bytes: Bytes): Promise<void> {
  const header = await bytes.take(SKIPPABLE_HEADER_BYTES);
  if (header.length < SKIPPABLE_HEADER_BYTES) throw new DamagedError('corrupt', 'the zstd data is truncated');
  for (let left = header.readUInt32LE(4); left > 0;) {
    const next = await bytes.next();
    if (next === undefined) throw new DamagedError('corrupt', 'the zstd data is truncated');
    if (next.length > left) bytes.unread(next.subarray(left));
    left -= Math.min(left, next.length);
  }
}
