import { gzipSync } from 'node:zlib';
import { ENVIRONMENT, logEvent, lineOf, subscription } from './records';
import { CorruptRecordError, decodeRecord, ForeignRecordError } from '../../consumer-src';

const DROPPED = { count: 2, bytes: 100, firstSequence: 3, lastSequence: 4, reason: 'buffer-full' };
const own = (sequence: number, message: string, type: unknown = 'telemetry.dropped') => ({ ...logEvent(sequence, message), extractedFields: { type } });
const dropped = JSON.stringify({ time: '2026-11-20T09:00:00.123Z', type: 'telemetry.dropped', record: DROPPED });

test('a log event becomes an envelope with the fields of its id, timestamp, message and document', () => {
  const [envelope, ...others] = decodeRecord(subscription([logEvent(42, 'START\n'), logEvent(43, '{"level":"INFO"}')]));
  expect(envelope).toEqual({
    time: '2026-11-20T09:00:00.123Z', type: 'function', record: 'START\n', environment: ENVIRONMENT, sequence: 42,
    logGroup: '/aws/lambda/orders', logStream: '2026/11/20/[$LATEST]0123456789abcdef', account: '123456789012',
  });
  expect(others).toMatchObject([{ sequence: 43, record: '{"level":"INFO"}' }]);
});

test.each(['0000000000000000', '0000000000000001', 'zzzzzzzzzz', '4fzzzxjylrx'.padStart(16, '0'), '6c6hb7ow0d2i4n1b'])('the environment %s is decoded from the id', (environment) => {
  const [envelope] = decodeRecord(subscription([logEvent(1, 'x', environment)]));
  expect(envelope.environment).toBe(environment.padStart(16, '0'));
});

test('sequence numbers are decoded up to 2^53 - 1 and rejected beyond', () => {
  expect(decodeRecord(subscription([logEvent(2n ** 53n - 1n, 'x')]))).toMatchObject([{ sequence: Number.MAX_SAFE_INTEGER }]);
  expect(() => decodeRecord(subscription([logEvent(2n ** 53n, 'x')]))).toThrow(CorruptRecordError);
  expect(() => decodeRecord(subscription([logEvent(0, 'x')]))).toThrow(CorruptRecordError);
});

test.each([dropped, `${dropped}\n`])('an event of the extension has its own type: %j', (message) => {
  expect(decodeRecord(subscription([own(5, message)]))).toMatchObject([{ sequence: 5, type: 'telemetry.dropped', record: DROPPED }]);
});

test.each<[string, object]>([
  ['no fields beside it', {}],
  ['fields that CloudWatch Logs has extracted from it', { extractedFields: { type: 'function', $_type: 'telemetry.dropped' } }],
  ['the mark of another type', { extractedFields: { type: 'telemetry.summary' } }],
  ['a mark that is not an object', { extractedFields: 'telemetry.dropped' }],
])('a function can print what the extension writes: with %s, the message is a log line', (_, fields) => {
  expect(decodeRecord(subscription([{ ...logEvent(5, dropped), ...fields }]))).toMatchObject([{ type: 'function', record: dropped }]);
});

test('a summary has its own type', () => {
  const message = JSON.stringify({ time: '2026-11-20T09:00:00.123Z', type: 'telemetry.summary', record: { received: 1 } });
  expect(decodeRecord(subscription([own(5, message, 'telemetry.summary')]))).toMatchObject([{ type: 'telemetry.summary', record: { received: 1 } }]);
});

test.each([
  ['of another type', dropped.replace('telemetry.dropped', 'telemetry.other')],
  ['of a type with the same prefix', dropped.replace('telemetry.dropped', 'telemetry.dropped2')],
  ['that is truncated', dropped.slice(0, -1)],
  ['whose record is a string', dropped.replace(/"record":\{.*\}\}/, '"record":"x"}')],
  ['of a platform event', dropped.replace('telemetry.dropped', 'platform.report')],
])('a message %s is a log line even with a mark', (_, message) => {
  expect(decodeRecord(subscription([own(5, message)]))).toMatchObject([{ type: 'function', record: message }]);
});

test.each([
  ['a record of CloudWatch Logs', subscription([logEvent(1, 'x')], { subscriptionFilters: ['my-filter'] })],
  ['a record of CloudWatch Logs with its ids', subscription([{ id: '3195310660696698337880902507980421114328961542429EXAMPLE', timestamp: 1, message: 'x' }], { subscriptionFilters: ['f'] })],
  ['a control message', subscription([{ id: '', timestamp: 1, message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.' }],
    { messageType: 'CONTROL_MESSAGE', owner: 'CloudwatchLogs', logGroup: '', logStream: '', subscriptionFilters: [] })],
  ['a control message with our filter', subscription([], { messageType: 'CONTROL_MESSAGE' })],
  ['a record without filters', subscription([], { subscriptionFilters: undefined })],
])('%s is foreign', (_, data) => {
  expect(() => decodeRecord(data)).toThrow(ForeignRecordError);
});

test.each([
  ['an id of 55 digits', { ...logEvent(1, 'x'), id: '1'.repeat(55) }],
  ['an id with a letter', { ...logEvent(1, 'x'), id: `${'1'.repeat(55)}a` }],
  ['an id without a valid environment', { ...logEvent(1, 'x'), id: `1795165200123${'9'.repeat(27)}0000000000000001` }],
  ['no id', { timestamp: 1, message: 'x' }],
  ['a timestamp that is a string', { ...logEvent(1, 'x'), timestamp: '1' }],
  ['a timestamp out of range', { ...logEvent(1, 'x'), timestamp: 8.64e15 + 1 }],
  ['a message that is an object', { ...logEvent(1, 'x'), message: {} }],
  ['a log event that is null', null],
])('a record with %s is corrupt', (_, event) => {
  expect(() => decodeRecord(subscription([logEvent(1, 'x'), event]))).toThrow(CorruptRecordError);
});

test.each([
  ['without log events', { logEvents: undefined }],
  ['without a log group', { logGroup: 7 }],
])('a record %s is corrupt', (_, changes) => {
  expect(() => decodeRecord(subscription([], changes))).toThrow(CorruptRecordError);
});

test('a record that was truncated before compression is corrupt', () => {
  expect(() => decodeRecord(gzipSync('{"messageType":"DATA_MESSAGE","own'))).toThrow(CorruptRecordError);
});

test('an NDJSON log line that looks like this format remains a line', () => {
  expect(decodeRecord(gzipSync(lineOf(1, { record: { messageType: 'DATA_MESSAGE' } })))).toMatchObject([{ sequence: 1 }]);
});
