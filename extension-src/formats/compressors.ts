import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { CompressionName } from '../../src/settings/settings';

/** On a thread of its own, beside the one that takes telemetry in. */
export type Compress = (data: Buffer) => Promise<Buffer>;

const gzipAsync = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);

/** The first level of both takes half the time of a usual one, for 3 to 7 % more bytes: docs/decisions/0007-record-formats.md */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 1;

export const gzip: Compress = (data) => gzipAsync(data, { level: GZIP_LEVEL });

/** Node has it from 22.15 on, and its types do not yet. */
interface Zstd {
  readonly zstdCompress?: (data: Buffer, options: object, callback: (error: Error | null, compressed: Buffer) => void) => void;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

/** @returns undefined where this Node.js cannot */
export function compressorOf(name: Exclude<CompressionName, 'none'>): Compress | undefined {
  if (name === 'gzip') return gzip;
  const { zstdCompress, constants } = zlib as Zstd;
  if (zstdCompress === undefined || constants.ZSTD_c_compressionLevel === undefined) return undefined;
  const options = { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } };
  return (data) => promisify(zstdCompress)(data, options);
}
