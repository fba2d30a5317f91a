import { crc32, createInflateRaw } from 'node:zlib';
import type { Bytes } from './bytes';
import { DamagedError } from './damaged-error';
import { expand } from './expand';

const HEADER_BYTES = 10;
const DEFLATE = 8;
/** The flags of fields that follow the header. https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1 */
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const TRAILER_BYTES = 8;
const FOUR_GIB = 2 ** 32;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/**
 * Yields the content of one member: a gzip file may have many, and other data behind them.
 * @throws DamagedError
 */
export async function* gunzip(bytes: Bytes): AsyncGenerator<Buffer, void, undefined> {
  await skipHeader(bytes);
  let checksum = 0;
  let size = 0;
  for await (const chunk of expand(bytes, createInflateRaw(), 'gzip')) {
    checksum = crc32(chunk, checksum);
    size += chunk.length;
    yield chunk;
  }
  const trailer = await bytes.take(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES) throw truncated();
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== size % FOUR_GIB) {
    throw new DamagedError('corrupt', 'the gzip data is damaged: its checksum is another');
  }
}

async function skipHeader(bytes: Bytes): Promise<void> {
  const header = await bytes.take(HEADER_BYTES);
  if (header.length < HEADER_BYTES) throw truncated();
  if (header[2] !== DEFLATE) throw new DamagedError('corrupt', `the gzip data is damaged: there is no compression ${header[2]}`);
  const flags = header[3];
  if (flags & EXTRA) {
    const length = await bytes.take(2);
    if (length.length < 2) throw truncated();
    await bytes.take(length.readUInt16LE(0));
  }
  for (const field of [NAME, COMMENT]) if (flags & field) await skipText(bytes);
  if (flags & HEADER_CRC) await bytes.take(2);
}

async function skipText(bytes: Bytes): Promise<void> {
  for (;;) {
    const byte = await bytes.take(1);
    if (byte.length === 0) throw truncated();
    if (byte[0] === 0) return;
  }
}

function truncated(): DamagedError {
  return new DamagedError('corrupt', 'the gzip data is truncated');
}
