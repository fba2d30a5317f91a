import { encodingTransport } from '../../../extension-src/delivery/encoding-transport';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';
import { event, packed } from '../formats/records';

function createTransport(encode: (record: PackedRecord) => Buffer | Promise<Buffer>) {
  const calls: string[][] = [];
  const failures: string[] = [];
  const asked: string[] = [];
  const transport = encodingTransport({
    connection: 'proven',
    reset: () => void asked.push('reset'),
    renewCredentials: () => void asked.push('renewCredentials'),
    putRecords: (batch) => {
      calls.push(batch.map(({ data }) => data.toString()));
      return Promise.resolve(batch.map((_record, index) => index === 1 ? 'InternalFailure' : undefined));
    },
  }, { ...ndjson(25_600), encode }, (reason) => failures.push(reason));
  return { transport, calls, failures, asked };
}

const { signal } = new AbortController();
const twoRecords = () => [...packed([event('1')]), ...packed([event('2')])];

test('records are sent encoded and in order, with a result for each', async () => {
  const { transport, calls } = createTransport(({ data }) => Promise.resolve(Buffer.from(`<${data.length}>`)));
  const batch = twoRecords();
  expect(await transport.putRecords(batch, signal)).toEqual([undefined, 'InternalFailure']);
  expect(calls).toEqual([batch.map(({ data }) => `<${data.length}>`)]);
});

test('a record that is sent again is not encoded again', async () => {
  let encoded = 0;
  const { transport, calls } = createTransport(() => Buffer.from(`encoded ${++encoded}`));
  const [first, second] = twoRecords();
  await transport.putRecords([first, second], signal);
  await transport.putRecords([second], signal);
  expect(calls).toEqual([['encoded 1', 'encoded 2'], ['encoded 2']]);
});

test('an encoded record may have as many bytes as Kinesis takes beside the longest partition key', async () => {
  const largest = Buffer.alloc(1024 * 1024 - 256, 'x');
  const { transport, calls, failures } = createTransport(() => largest);
  await transport.putRecords(packed([event('1')]), signal);
  expect(calls[0][0]).toHaveLength(largest.length);
  expect(failures).toEqual([]);
});

test('the packed record is not changed, because an undelivered record is written to the log as lines', async () => {
  const { transport } = createTransport(() => Buffer.from('encoded'));
  const [record] = packed([event('1')]);
  const before = record.data.toString();
  await transport.putRecords([record], signal);
  expect(record.data.toString()).toBe(before);
});

test.each([
  ['fails', () => { throw new Error('no memory'); }, 'no memory'],
  ['returns too many bytes', () => Buffer.alloc(1024 * 1024), 'the encoded record has 1048576 bytes, more than the maximum of 1048320'],
])('a record is sent as NDJSON if its encoding %s, so that it does not block the queue', async (_what, encode, reason) => {
  const { transport, calls, failures } = createTransport(encode);
  const [record] = packed([event('1')]);
  await transport.putRecords([record], signal);
  expect(calls).toEqual([[record.data.toString()]]);
  expect(failures).toEqual([reason]);
});

test('connection, reset and renewCredentials are those of the transport', () => {
  const { transport, asked } = createTransport(({ data }) => data);
  expect(transport.connection).toBe('proven');
  transport.reset();
  transport.renewCredentials();
  expect(asked).toEqual(['reset', 'renewCredentials']);
});

test('a call that is aborted while its records are encoded is not passed on: the next call uses the memory of its body', async () => {
  let encoded: (() => void) | undefined;
  const { transport, calls } = createTransport(({ data }) => new Promise((resolve) => { encoded = () => resolve(data); }));
  const abort = new AbortController();
  const call = transport.putRecords(packed([event('1')]), abort.signal);
  abort.abort(new Error('no response within 500 ms'));
  encoded!();
  await expect(call).rejects.toThrow('no response within 500 ms');
  expect(calls).toEqual([]);
});
