import { gzipSync } from 'node:zlib';
import { deaggregateSync } from 'aws-kinesis-agg';
import { aggregated, ENVIRONMENT, eventRecord, lineOf, ndjson, sealed } from './records';
import { CorruptRecordError, decodeRecord, ForeignRecordError, OversizedRecordError, RecordError } from '../../consumer-src';

const lines = [lineOf(1), lineOf(2, { record: { level: 'INFO', message: 'é\n"' } }), lineOf(3, { record: null, type: 'platform.new' })];
const expected = lines.map((line) => JSON.parse(line) as unknown);

describe.each([
  ['NDJSON', ndjson(...lines)],
  ['NDJSON in gzip', gzipSync(ndjson(...lines))],
  ['NDJSON in gzip of two members', Buffer.concat([gzipSync(lines[0]), gzipSync(ndjson(...lines.slice(1)))])],
  ['the aggregated format', aggregated(lines)],
  ['the aggregated format with explicit hash keys', aggregated(lines, { explicitHashKey: '12345' })],
])('%s', (_, data) => {
  test('returns its envelopes in order', () => {
    expect(decodeRecord(data)).toEqual(expected);
  });

  test('decodes equally from a Lambda event, GetRecords, base64, and bytes within a larger buffer', () => {
    const larger = Buffer.concat([Buffer.from('xyz'), data, Buffer.from('xyz')]);
    expect(decodeRecord(eventRecord(data, '1'))).toEqual(expected);
    expect(decodeRecord({ Data: new Uint8Array(data), SequenceNumber: '1' })).toEqual(expected);
    expect(decodeRecord({ data: data.toString('base64') })).toEqual(expected);
    expect(decodeRecord(larger.subarray(3, 3 + data.length))).toEqual(expected);
  });

  test('keeps the text of each envelope in a property that copies omit', () => {
    const envelopes = decodeRecord(data);
    expect(envelopes.map(({ line }) => `${line}\n`)).toEqual(lines);
    expect({ ...envelopes[0] }).not.toHaveProperty('line');
    expect(JSON.stringify(envelopes)).toBe(JSON.stringify(expected));
  });
});

test('an aggregated record has the same user records as in another implementation', () => {
  const data = aggregated(lines);
  let found: Array<string | undefined> = [];
  deaggregateSync(eventRecord(data, '1').kinesis, true, (error, records = []) => {
    if (error) throw error;
    found = records.map((record) => Buffer.from(record.data, 'base64').toString());
  });
  expect(decodeRecord(data).map(({ line }) => `${line}\n`)).toEqual(found);
});

test('an empty aggregated record has no envelopes', () => {
  expect(decodeRecord(sealed(new Uint8Array()))).toEqual([]);
});

test('unknown fields of an aggregated record are skipped, whatever their type', () => {
  const line = Buffer.from(lineOf(1));
  const record = [0x08, 0x00, 0x22, 0x03, 0x0a, 0x01, 0x6b, 0x1a, ...varint(line.length), ...line];
  const message = [
    0x0a, 0x01, 0x6b, // a partition key
    0x20, 0xac, 0x02, // field 4: a varint
    0x29, 1, 2, 3, 4, 5, 6, 7, 8, // field 5: 64 bits
    0x32, 0x02, 9, 9, // field 6: bytes
    0x3d, 1, 2, 3, 4, // field 7: 32 bits
    0x1a, ...varint(record.length), ...record,
  ];
  expect(decodeRecord(sealed(Buffer.from(message)))).toEqual([JSON.parse(lineOf(1))]);
});

test.each<[string, readonly number[]]>([
  ['a length past the end', [0x0a, 0x05, 0x6b]],
  ['a length of 2^63', [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
  ['an endless varint', [0x20, ...Array<number>(20).fill(0x80)]],
  ['a truncated varint', [0x20, 0x80]],
  ['the field number 0', [0x02, 0x00]],
  ['a group', [0x23, 0x24]],
  ['a partition key that is a number', [0x08, 0x01]],
  ['a user record without data', [0x0a, 0x00, 0x1a, 0x02, 0x08, 0x00]],
  ['a user record without a partition key', [0x0a, 0x00, 0x1a, 0x02, 0x1a, 0x00]],
  ['a user record with an undefined partition key', [0x0a, 0x00, 0x1a, 0x04, 0x08, 0x01, 0x1a, 0x00]],
])('an aggregated record with %s and a valid MD5 is corrupt', (_, message) => {
  expect(() => decodeRecord(sealed(Buffer.from(message)))).toThrow(CorruptRecordError);
});

test('an aggregated record with a flipped bit, or too short for its MD5, is corrupt', () => {
  const data = aggregated(lines);
  data[20] ^= 1;
  expect(() => decodeRecord(data)).toThrow(/MD5/);
  expect(() => decodeRecord(data.subarray(0, 12))).toThrow(CorruptRecordError);
});

test.each<[string, Uint8Array]>([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('hello\n')],
  ['a JSON array', Buffer.from('[1]\n')],
  ['foreign JSON', Buffer.from('{"orderId":1}')],
  ['a foreign line of JSON', Buffer.from('{"orderId":1}\n')],
  ['a foreign line after an envelope', ndjson(lines[0], '{"orderId":1}\n')],
  ['compressed text', gzipSync('hello')],
  ['gzip in gzip', gzipSync(gzipSync(lines[0]))],
  ['a foreign aggregated record', aggregated(['hello'])],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47])],
  ['the first byte of gzip alone', Buffer.from([0x1f])],
  ['a byte order mark', Buffer.from('\ufeff{}\n')],
])('%s is foreign', (_, data) => {
  expect(() => decodeRecord(data)).toThrow(ForeignRecordError);
});

test.each([
  ['with a sequence number that is a string', lines[0].replace('"sequence":1', '"sequence":"1"')],
  ['with the sequence number 0', lines[0].replace('"sequence":1', '"sequence":0')],
  ['with a sequence number beyond 2^53', lines[0].replace('"sequence":1', '"sequence":9007199254740993')],
  ['with an environment that is a number', lines[0].replace(`"${ENVIRONMENT}"`, '7')],
  ['with a version that is a number', lines[0].replace('"$LATEST"', '7')],
])('a line %s is not an envelope', (_, line) => {
  expect(() => decodeRecord(Buffer.from(line))).toThrow(ForeignRecordError);
});

test.each<[string, Uint8Array]>([
  ['no newline at the end', ndjson(...lines).subarray(0, -1)],
  ['half a line', ndjson(...lines).subarray(0, 400)],
  ['an empty line', ndjson(lines[0], '\n')],
  ['text that is not JSON', Buffer.from('{oops}\n')],
  ['half a gzip', gzipSync(ndjson(...lines)).subarray(0, 40)],
])('a record with %s is corrupt', (_, data) => {
  expect(() => decodeRecord(data)).toThrow(CorruptRecordError);
});

const ORIGIN_FIELDS = ',"source":"arn:aws:lambda:eu-west-1:123456789012:function:orders","version":"$LATEST",';

test.each<[string, string, object]>([
  ['has no time', '{"type":"function","record":[1]', { time: '', type: 'function', record: [1] }],
  ['has no type and no record', '{"time":"now"', { time: 'now', type: '', record: null }],
  ['has a type that is a number', '{"time":"now","type":7,"record":"x"', { time: 'now', type: '', record: 'x' }],
  ['is not JSON', '{"time":"now","type":"function","record":{oops}', { time: '', type: '', record: null }],
  ['contains its own origin', '{"record":{oops},"source":"x","environment":"y","sequence":9', { time: '', type: '', record: null }],
])('an event that %s is malformed and does not affect the other events', (_, event, found) => {
  for (const attributes of [undefined, { team: 'a' }, { a: 'b', source: '","source":"' }]) {
    const fields = `"environment":"${ENVIRONMENT}",${attributes ? `"attributes":${JSON.stringify(attributes)},` : ''}"sequence":2`;
    const text = `${event}${ORIGIN_FIELDS}${fields}}`;
    const decoded = decodeRecord(ndjson(lines[0], `${text}\n`, lines[1]));
    expect(decoded.map(({ malformed }) => malformed)).toEqual([undefined, true, undefined]);
    expect(decoded[1]).toEqual({
      ...found, source: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', version: '$LATEST', environment: ENVIRONMENT, sequence: 2,
      malformed: true, ...attributes ? { attributes } : {},
    });
    expect(decoded[1].line).toBe(text);
  }
});

test('a line with many candidates is decoded quickly', () => {
  const start = ORIGIN_FIELDS + `"environment":"${ENVIRONMENT}","attributes":{`;
  expect(() => decodeRecord(Buffer.from(`{"time":1${start.repeat(8_000)}\n`))).toThrow(CorruptRecordError);
});

test('truncatedBytes and attributes are passed through', () => {
  const line = lines[0].replace('"source"', '"truncatedBytes":1048576,"source"').replace('}\n', ',"attributes":{"team":"a","source":"b"}}\n');
  expect(decodeRecord(Buffer.from(line))).toMatchObject([{ truncatedBytes: 1048576, attributes: { team: 'a', source: 'b' } }]);
});

test('bytes that are not UTF-8 become U+FFFD, so that the record is not lost', () => {
  const data = Buffer.concat([Buffer.from(lines[0].slice(0, 60)), Buffer.from(lines[0].slice(60))]);
  data[data.indexOf('hello')] = 0xff;
  expect(decodeRecord(data)[0].record).toBe('\ufffdello');
});

test('an error has the sequence number of the record, if there is one', () => {
  for (const [record, sequenceNumber] of [
    [eventRecord(Buffer.from('x'), '4959'), '4959'],
    [{ Data: Buffer.from('x'), SequenceNumber: '4960' }, '4960'],
    [{ data: 'eA==', sequenceNumber: '4961' }, '4961'],
    [{ data: 'eA==' }, undefined],
    [Buffer.from('x'), undefined],
  ] as const) {
    expect(errorOf(() => decodeRecord(record))).toMatchObject({ name: 'ForeignRecordError', code: 'foreign', sequenceNumber });
  }
});

test('a value that is not a Kinesis record throws a TypeError', () => {
  for (const record of [{}, { dynamodb: {} }, { messageId: '1', body: '{}' }, { kinesis: {} }, { Data: undefined }]) {
    const error = errorOf(() => decodeRecord(record as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).not.toBeInstanceOf(RecordError);
  }
});

test('a record that decompresses to more than maxOutputLength throws before it takes the memory', () => {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, '{'), { level: 1 });
  expect(errorOf(() => decodeRecord(bomb))).toMatchObject({ code: 'too-large', message: 'The record decompresses to more than 67108864 bytes' });
  const small = gzipSync(lines[0]);
  expect(() => decodeRecord(small, { maxOutputLength: lines[0].length - 1 })).toThrow(OversizedRecordError);
  expect(decodeRecord(small, { maxOutputLength: lines[0].length })).toHaveLength(1);
  for (const maxOutputLength of [0, -1, 1.5, NaN, Infinity]) expect(() => decodeRecord(small, { maxOutputLength })).toThrow(RangeError);
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('There was no error');
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value & 127 | 128, ...varint(value >>> 7)];
}
