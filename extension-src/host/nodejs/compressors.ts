import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { Compress, CompressorOf } from '../host';

/** Compresses on another thread than the one that receives telemetry, as the other compressors do. */
const gzipAsync = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);

/** Level 1 of both takes half the time of a usual level, for 3 to 7 % more bytes: docs/decisions/0007-record-formats.md */
const GZIP_LEVEL = 1;
const ZSTD_LEVEL = 1;

export const gzip: Compress = (data) => gzipAsync(data, { level: GZIP_LEVEL });

/** Node.js has Zstandard from 22.15 on; the installed types do not declare it. */
interface Zstd {
  readonly zstdCompress?: (data: Buffer, options: object, callback: (error: Error | null, compressed: Buffer) => void) => void;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

export const compressorOf: CompressorOf = (name) => {
  if (name === 'gzip') return gzip;
  const { zstdCompress, constants } = zlib as Zstd;
  if (zstdCompress === undefined || constants.ZSTD_c_compressionLevel === undefined) return undefined;
  const options = { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } };
  return (data) => promisify(zstdCompress)(data, options);
};
