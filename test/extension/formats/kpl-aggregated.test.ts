import { deaggregateSync } from 'aws-kinesis-agg';
import { AWKWARD_RECORDS, ENVIRONMENT, event, packed } from './records';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { KplAggregated } from '../../../extension-src/formats/kpl-aggregated';

/** Returns the user records of a record, decoded by the library of AWS Labs. */
function decode(data: Buffer, partitionKey = ENVIRONMENT): Array<{ partitionKey: string; text: string }> {
  const decoded: Array<{ partitionKey: string; text: string }> = [];
  deaggregateSync({ kinesisSchemaVersion: '1.0', partitionKey, sequenceNumber: '1', approximateArrivalTimestamp: 0, data: data.toString('base64') }, true, (error, records) => {
    if (error) throw error;
    for (const record of records ?? []) decoded.push({ partitionKey: record.partitionKey, text: Buffer.from(record.data, 'base64').toString() });
  });
  return decoded;
}

const format = new KplAggregated(25_600);

test('every envelope is a user record, with the line break that Firehose needs between them', () => {
  const [record] = packed(AWKWARD_RECORDS.map(([, json]) => event(json)));
  expect(decode(format.encode(record))).toEqual(record.data.toString().split('\n').slice(0, -1)
    .map((line) => ({ partitionKey: ENVIRONMENT, text: `${line}\n` })));
});

test.each([1, 127, 128, 16_383, 16_384, 1_000_000])('lengths around %i bytes are decoded correctly', (bytes) => {
  for (const length of [bytes - 1, bytes, bytes + 1]) {
    const record: PackedRecord = { ...packed([event('""')])[0], data: Buffer.concat([Buffer.alloc(length, 'x'), Buffer.from('\n')]) };
    expect(decode(format.encode(record)).map(({ text }) => text.length)).toEqual([length + 1]);
  }
});

test('the longest partition key fits', () => {
  const partitionKey = 'é'.repeat(128);
  const [record] = packed([event('1')]);
  expect(decode(format.encode({ ...record, partitionKey }), partitionKey)[0].partitionKey).toBe(partitionKey);
});

test('full records have at most the record size, and hardly less', () => {
  const records = packed(Array.from({ length: 2_000 }, (_, i) => event(`"line ${i}"`)), format);
  expect(records.length).toBeGreaterThan(5);
  for (const record of records.slice(0, -1)) {
    const { length } = format.encode(record);
    expect(length).toBeLessThanOrEqual(25_600);
    expect(length).toBeGreaterThan(25_600 * 0.93);
  }
});

test('the largest envelope fits into a record', () => {
  const [record] = packed([event(`"${'x'.repeat(1_100_000)}"`)], format);
  const { length } = format.encode(record);
  expect(length + Buffer.byteLength(record.partitionKey)).toBeLessThanOrEqual(1024 * 1024);
  expect(length).toBeGreaterThan(1024 * 1024 - 1_000);
  expect(decode(format.encode(record))).toHaveLength(1);
});
