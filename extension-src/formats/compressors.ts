import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { CompressionName } from '../../src/settings';

/** On a thread of its own, beside the one that takes telemetry in. */
export type Compress = (data: Buffer) => Promise<Buffer>;

const gzipAsync = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);

/** Level 4 takes half the time of the default 6, for 5 % more bytes: docs/decisions/0007-record-formats.md */
export const gzip: Compress = (data) => gzipAsync(data, { level: 4 });

/** Node has it from 22.15 on. */
const { zstdCompress } = zlib as { zstdCompress?: (data: Buffer, callback: (error: Error | null, compressed: Buffer) => void) => void };

/** @returns undefined where this Node.js cannot */
export function compressorOf(name: Exclude<CompressionName, 'none'>): Compress | undefined {
  return name === 'gzip' ? gzip : zstdCompress && promisify(zstdCompress);
}
