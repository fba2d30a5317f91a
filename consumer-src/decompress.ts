import { CorruptRecordError, OversizedRecordError, UnsupportedCompressionError } from './errors';
import { zstdFramesOf } from './zstd-frame';

type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;

/** Loaded with the first compressed record, because many streams have none. */
const zlib = () => process.getBuiltinModule('node:zlib');

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

export function gunzip(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  return decompress('gzip', zlib().gunzipSync, bytes, maxOutputLength);
}

export function unzstd(bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  const { zstdDecompressSync } = zlib() as { readonly zstdDecompressSync?: Decompress };
  if (!zstdDecompressSync) {
    throw new UnsupportedCompressionError(`Zstandard needs Node.js 22.15, 23.8 or newer; this is ${process.version}`);
  }
  // Node.js 22 returns part of a truncated frame without an error, and every Node.js version decompresses only the first frame.
  const frames = zstdFramesOf(bytes);
  if (!frames) throw new CorruptRecordError('The zstd data is truncated or damaged');
  let total = 0;
  return Buffer.concat(frames.map((frame) => {
    const content = decompress('zstd', zstdDecompressSync, frame, maxOutputLength);
    total += content.length;
    if (total > maxOutputLength) throw tooLarge(maxOutputLength);
    return content;
  }));
}

function decompress(format: string, method: Decompress, bytes: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return method(bytes, { maxOutputLength });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxOutputLength, cause);
    throw new CorruptRecordError(`The ${format} data is damaged: ${(cause as Error).message}`, { cause });
  }
}

function tooLarge(maxOutputLength: number, cause?: unknown): Error {
  return new OversizedRecordError(`The record decompresses to more than ${maxOutputLength} bytes`, { cause });
}
