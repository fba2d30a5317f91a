import { hostileRecords } from '../../../benchmark/environment/hostile-records';

const BYTES = 20_000;

test.each([...hostileRecords(BYTES)])('%s are JSON of about the size', (_, record) => {
  expect(() => JSON.parse(record) as unknown).not.toThrow();
  expect(Buffer.byteLength(record)).toBeLessThanOrEqual(BYTES);
  // JSON in strings of JSON about doubles with each level.
  expect(Buffer.byteLength(record)).toBeGreaterThan(0.4 * BYTES);
});
