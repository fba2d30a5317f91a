import { gunzipSync } from 'node:zlib';
import { event, packed } from './records';
import type { FormatOptions } from '../../../extension-src/formats/create-record-format';
import { createRecordFormat } from '../../../extension-src/formats/create-record-format';

/** Makes the tests independent of the Zstandard support of this Node.js. */
const zstdCompress = jest.fn((data: Buffer, _options: object, callback: (error: null, compressed: Buffer) => void) => callback(null, Buffer.from(`zstd ${data.length}`)));
let hasZstd = true;
jest.mock('node:zlib', () => {
  const real = jest.requireActual<typeof import('node:zlib')>('node:zlib');
  return {
    ...real,
    get zstdCompress() { return hasZstd ? zstdCompress : undefined; },
    constants: { ...real.constants, ZSTD_c_compressionLevel: 100 },
  };
});

function create(options: Partial<FormatOptions>) {
  const log: string[] = [];
  const format = createRecordFormat({
    format: 'ndjson', compression: 'none', recordBytes: 25_600, log: (line) => log.push(line),
    logSource: { owner: '123456789012', logGroup: '/aws/lambda/orders', logStream: () => undefined }, ...options,
  });
  return { format, log };
}

const [record] = packed([event('1')]);

test('uncompressed NDJSON needs no format', () => {
  expect(create({}).format).toBeUndefined();
});

test.each<[Partial<FormatOptions>, RegExp]>([
  [{ compression: 'gzip' }, /^{"time".*\n$/],
  [{ format: 'cloudwatch-logs' }, /^{"messageType":"DATA_MESSAGE"/],
])('%j is compressed with gzip', async (options, text) => {
  const { format, log } = create(options);
  expect(gunzipSync(await format!.encode(record)).toString()).toMatch(text);
  expect(log).toEqual([]);
});

test('aggregated records start with the magic number of the KPL', async () => {
  const { format } = create({ format: 'kpl-aggregated' });
  expect((await format!.encode(record)).subarray(0, 4).toString('hex')).toBe('f3899ac2');
});

test('zstd uses Node.js at level 1', async () => {
  hasZstd = true;
  const { format, log } = create({ compression: 'zstd' });
  expect((await format!.encode(record)).toString()).toBe(`zstd ${record.data.length}`);
  expect(zstdCompress.mock.calls[0][1]).toEqual({ params: { 100: 1 } });
  expect(log).toEqual([]);
});

test('without Zstandard in Node.js, gzip is used and logged', async () => {
  hasZstd = false;
  const { format, log } = create({ compression: 'zstd' });
  expect(gunzipSync(await format!.encode(record)).equals(record.data)).toBe(true);
  expect(log).toEqual([`compresses with gzip, because Node.js ${process.version} does not support zstd`]);
});
