import { execFileSync } from 'node:child_process';
import * as zlib from 'node:zlib';
import { decodeRecord } from '../../consumer-src';
import { nodeBinary } from '../../simulator';

const MARK = Buffer.from('"type":"function"');
const IDENTITY = Buffer.from(',"environment":"');
const OPENING_BRACE = 0x7b;
const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Decompresses with Lambda's Node.js, because Zstandard needs Node.js 22.15. */
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
const MAX_OUTPUT_BYTES = 1024 ** 3;

/** Returns the number of events of type `function` in records of any format, without duplicates. */
export function countEvents(records: readonly Buffer[]): number {
  const seen = new Set<string>();
  let others = 0;
  const count = (key: string | undefined) => {
    if (key === undefined) others++;
    else seen.add(key);
  };
  const compressed = records.filter((record) => record.subarray(0, ZSTD.length).equals(ZSTD));
  const lines = [...records.filter((record) => record[0] === OPENING_BRACE), ...compressed.length > 0 ? [unzstd(compressed)] : []];
  for (const text of lines) countLines(text, count);
  for (const record of records.filter((one) => one[0] !== OPENING_BRACE && !compressed.includes(one))) {
    for (const { type, environment, sequence } of decodeRecord(record)) {
      if (type === 'function') count(sequence === undefined ? undefined : `${environment} ${sequence}`);
    }
  }
  return seen.size + others;
}

/** The environment and sequence number are at the end of a line. Lines are not parsed, because there are hundreds of thousands. */
function countLines(text: Buffer, count: (key: string | undefined) => void): void {
  for (let from = 0; from < text.length;) {
    const newline = text.indexOf(0x0a, from);
    const line = text.subarray(from, newline === -1 ? text.length : newline);
    const key = line.lastIndexOf(IDENTITY);
    if (line.includes(MARK)) count(key === -1 ? undefined : line.toString('latin1', key));
    from += line.length + 1;
  }
}

function unzstd(records: readonly Buffer[]): Buffer {
  const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: (data: Buffer) => Buffer };
  if (zstdDecompressSync) return Buffer.concat(records.map((record) => zstdDecompressSync(record)));
  const input = Buffer.concat(records.flatMap((record) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(record.length);
    return [length, record];
  }));
  return execFileSync(nodeBinary('nodejs22.x'), ['-e', UNZSTD], { input, maxBuffer: MAX_OUTPUT_BYTES });
}
