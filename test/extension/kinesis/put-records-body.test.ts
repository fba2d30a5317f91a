import type { PackedRecord } from '../../../extension-src/delivery/record';
import { PutRecordsBody } from '../../../extension-src/kinesis/put-records-body';

const ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';

function record(data: Buffer, partitionKey = 'environment'): PackedRecord {
  return {
    data, partitionKey, environment: 'environment', firstSequence: 1, lastSequence: 1, heldBytes: data.length, createdAt: 0, drops: [],
  };
}

const parsed = (body: Buffer) => JSON.parse(body.toString()) as { StreamARN: string; Records: Array<{ Data: string; PartitionKey: string }> };

test.each([0, 1, 2, 3, 4, 25_600, 1_048_000])('%i bytes of data are encoded correctly', (bytes) => {
  const data = Buffer.alloc(bytes, Buffer.from([0xf3, 0x89, 0x00, 0x7b, 0xff]));
  const { StreamARN, Records } = parsed(new PutRecordsBody(ARN).write([record(data)]));
  expect(StreamARN).toBe(ARN);
  expect(Records).toHaveLength(1);
  expect(Buffer.from(Records[0].Data, 'base64').equals(data)).toBe(true);
});

test('records keep their order and their keys, with any characters in a key', () => {
  const keys = ['a', 'quote " backslash \\ and line\nbreak', 'schlüssel 🔑', ''];
  const { Records } = parsed(new PutRecordsBody(ARN).write(keys.map((key, index) => record(Buffer.from([index]), key))));
  expect(Records.map(({ PartitionKey }) => PartitionKey)).toEqual(keys);
  expect(Records.map(({ Data }) => Buffer.from(Data, 'base64')[0])).toEqual([0, 1, 2, 3]);
});

test('a shorter body after a longer one contains nothing of it', () => {
  const body = new PutRecordsBody(ARN);
  body.write([record(Buffer.alloc(1_000, 1)), record(Buffer.alloc(1_000, 2))]);
  expect(parsed(body.write([record(Buffer.from('short'))])).Records).toEqual([
    { Data: Buffer.from('short').toString('base64'), PartitionKey: 'environment' },
  ]);
});

test('a longer body after a shorter one is complete', () => {
  const body = new PutRecordsBody(ARN);
  body.write([record(Buffer.from('short'))]);
  const long = Buffer.alloc(10_000, 3);
  expect(Buffer.from(parsed(body.write([record(long)])).Records[0].Data, 'base64').equals(long)).toBe(true);
});

test('a body allocates no more than it needs', () => {
  const written = new PutRecordsBody(ARN).write([record(Buffer.alloc(10_000)), record(Buffer.alloc(10_001), 'schlüssel 🔑')]);
  // The estimate includes one comma too many.
  expect(written.buffer.byteLength).toBe(written.length + 1);
});

test('bodies share their memory, so that a steady stream of calls allocates nothing', () => {
  const body = new PutRecordsBody(ARN);
  const first = body.write([record(Buffer.alloc(1_000))]);
  expect(body.write([record(Buffer.alloc(900))]).buffer).toBe(first.buffer);
});

test('the body of an aborted call is never overwritten, because its connection may still be sending it', () => {
  const body = new PutRecordsBody(ARN);
  const abandoned = body.write([record(Buffer.from('first'))]);
  body.abandon();
  body.write([record(Buffer.from('second'))]);
  expect(Buffer.from(parsed(abandoned).Records[0].Data, 'base64').toString()).toBe('first');
});
