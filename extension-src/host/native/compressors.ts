import type { Compress, CompressorOf } from '../host';

/** As in the Node.js host. */
const LEVEL = 1;

const wrap = (compressed: Uint8Array): Buffer => Buffer.from(compressed.buffer as ArrayBuffer);

export const gzip: Compress = (data) => Promise.resolve(wrap(engine.gzip(data, LEVEL)));

const zstd: Compress = (data) => Promise.resolve(wrap(engine.zstd(data, LEVEL)));

export const compressorOf: CompressorOf = (name) => name === 'gzip' ? gzip : zstd;
