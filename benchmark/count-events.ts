import { execFileSync } from 'node:child_process';
import * as zlib from 'node:zlib';
import { decodeRecord } from '../consumer-src';
import { nodeBinary } from '../simulator';

const MARK = Buffer.from('"type":"function"');
const OPENING_BRACE = 0x7b;
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Zstandard came with Node.js 22.15: an older one that runs us asks Lambda's. */
const UNZSTD = `
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
  const input = Buffer.concat(chunks);
  for (let at = 0; at < input.length;) {
    const end = at + 4 + input.readUInt32BE(at);
    process.stdout.write(require('node:zlib').zstdDecompressSync(input.subarray(at + 4, end)));
    at = end;
  }
});`;
const MOST_BYTES = 1024 ** 3;

/** Whether a record is lines of JSON, which can be counted as they are. */
export function isPlain(data: Buffer): boolean {
  return data[0] === OPENING_BRACE;
}

/** How many events of type `function` lines of JSON hold. They are counted, not parsed: a count must not slow down what is measured. */
export function countPlainEvents(lines: Buffer): number {
  let count = 0;
  for (let at = lines.indexOf(MARK); at !== -1; at = lines.indexOf(MARK, at + MARK.length)) count++;
  return count;
}

/** How many events of type `function` records of any format hold. */
export function countEvents(records: readonly Buffer[]): number {
  const compressed = records.filter((record) => record.subarray(0, ZSTD.length).equals(ZSTD));
  const others = records.filter((record) => !compressed.includes(record));
  return others.reduce((sum, record) => sum + decodeRecord(record).filter(({ type }) => type === 'function').length, 0)
    + (compressed.length > 0 ? countPlainEvents(unzstd(compressed)) : 0);
}

function unzstd(records: readonly Buffer[]): Buffer {
  const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: (data: Buffer) => Buffer };
  if (zstdDecompressSync) return Buffer.concat(records.map((record) => zstdDecompressSync(record)));
  const input = Buffer.concat(records.flatMap((record) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(record.length);
    return [length, record];
  }));
  return execFileSync(nodeBinary('nodejs22.x'), ['-e', UNZSTD], { input, maxBuffer: MOST_BYTES });
}
