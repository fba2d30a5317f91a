import { gunzipSync } from 'node:zlib';
import { event, packed } from './records';
import { Compressed } from '../../../extension-src/formats/compressed';
import { gzip } from '../../../extension-src/host/nodejs/compressors';

const RECORD_BYTES = 25_600;

/** Unpredictable numbers. */
function generator(): () => number {
  let state = 1;
  return () => state = (state * 48_271) % 2_147_483_647;
}

/** Lines as functions write them, with many repetitions. */
const logs = (count: number) => {
  const next = generator();
  return Array.from({ length: count }, (_, i) => event(
    `{"level":"INFO","message":"order ${next().toString(36)}${next().toString(36)}${next().toString(36)} was placed","durationMs":${next() % 1000},"i":${i}}`));
};

/** Nearly incompressible text: 14 random bits in each character of three bytes. */
const random = generator();
const noise = (characters: number) => event(`"${Array.from({ length: characters }, () => String.fromCharCode(0x4e00 + random() % 20_000)).join('')}"`);

test('gunzip restores the lines', async () => {
  const format = new Compressed(RECORD_BYTES, gzip);
  const [record] = packed(logs(100), format);
  expect(gunzipSync(await format.encode(record)).equals(record.data)).toBe(true);
});

test('after the first records, a full record is close to the record size after compression, and not past it', async () => {
  const format = new Compressed(RECORD_BYTES, gzip);
  const sizes: number[] = [];
  for (let i = 0; i < 8; i++) {
    const [full] = packed(logs(3_000), format);
    sizes.push((await format.encode(full)).length);
  }
  for (const size of sizes) expect(size).toBeLessThanOrEqual(RECORD_BYTES);
  for (const size of sizes.slice(4)) expect(size).toBeGreaterThan(RECORD_BYTES * 0.6);
});

test('incompressible data is sent in records within the record size', async () => {
  const format = new Compressed(RECORD_BYTES, gzip);
  const events = Array.from({ length: 600 }, () => noise(300));
  let last = Infinity;
  for (let i = 0; i < 10; i++) last = (await format.encode(packed(events, format)[0])).length;
  expect(last).toBeLessThanOrEqual(RECORD_BYTES);
});

test('at most 512 KiB are buffered for a record, whatever the ratio', async () => {
  const format = new Compressed(RECORD_BYTES, gzip);
  const same = Array.from({ length: 5_000 }, () => event('"the same line again"'));
  for (let i = 0; i < 12; i++) await format.encode(packed(same, format)[0]);
  expect(format.targetBytes).toBe(512 * 1024);
});

test('a record with a few lines does not change the target of the next', async () => {
  const format = new Compressed(RECORD_BYTES, gzip);
  const before = format.targetBytes;
  await format.encode(packed(logs(3), format)[0]);
  expect(format.targetBytes).toBe(before);
});

test('the largest incompressible envelope fits into a record', async () => {
  const format = new Compressed(RECORD_BYTES, gzip);
  const [record] = packed([noise(400_000)], format);
  expect(record.data.length).toBeGreaterThan(1_000_000);
  expect((await format.encode(record)).length).toBeLessThanOrEqual(1024 * 1024 - 256);
});

test('the largest envelope fits into a record even if compression makes it larger by one part in 256', async () => {
  const format = new Compressed(RECORD_BYTES, (data) => Promise.resolve(Buffer.alloc(data.length + Math.ceil(data.length / 256))));
  const { length } = await format.encode(packed([noise(400_000)], format)[0]);
  expect(length).toBeLessThanOrEqual(1024 * 1024 - 256);
  expect(length).toBeGreaterThan(1024 * 1024 - 8_192);
});

test('the newest record counts for half: a single odd one moves the target halfway', async () => {
  const ratio = { value: 8 };
  const format = new Compressed(RECORD_BYTES, (data) => Promise.resolve(Buffer.alloc(data.length / ratio.value)));
  const [record] = packed(logs(3_000), new Compressed(RECORD_BYTES, gzip));
  const full = { ...record, data: record.data.subarray(0, 80_000) };
  const targets = [format.targetBytes];
  for (const value of [8, 8, 1]) {
    ratio.value = value;
    await format.encode(full);
    targets.push(format.targetBytes);
  }
  // Ratios of 4, 6, 7 and 4, of which 90 % are used, in steps of a quarter.
  expect(targets.map((bytes) => bytes / RECORD_BYTES)).toEqual([3.5, 5.25, 6.25, 3.5]);
});
