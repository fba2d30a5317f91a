import { AWKWARD_RECORDS, ENVIRONMENT, event, packed, TIME } from './records';
import type { LogSource } from '../../../extension-src/formats/cloudwatch-logs';
import { renderCloudWatchLogs } from '../../../extension-src/formats/cloudwatch-logs';

interface Subscription {
  readonly messageType: string;
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: string[];
  readonly logEvents: Array<{ readonly id: string; readonly timestamp: number; readonly message: string; readonly extractedFields?: object }>;
}

const SOURCE: LogSource = { owner: '123456789012', logGroup: '/aws/lambda/orders', logStream: () => '2026/11/20/[$LATEST]0123' };

function render(events: readonly string[], source = SOURCE): Subscription {
  return JSON.parse(renderCloudWatchLogs(packed(events)[0], source).toString()) as Subscription;
}

test('a record is the document that a CloudWatch Logs subscription writes to a stream', () => {
  expect(render([event('"hello\\n"')])).toEqual({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/aws/lambda/orders',
    logStream: '2026/11/20/[$LATEST]0123',
    subscriptionFilters: ['cdk-kinesis-telemetry-extension'],
    logEvents: [{ id: expect.stringMatching(/^\d{56}$/) as string, timestamp: Date.parse(TIME), message: 'hello\n' }],
  });
});

test.each(AWKWARD_RECORDS)('%s: a text is the message, anything else is its unchanged JSON', (_what, json) => {
  const parsed: unknown = JSON.parse(json);
  expect(render([event(json)]).logEvents[0].message).toBe(typeof parsed === 'string' ? parsed : json);
});

test('the log stream is the environment before Lambda has reported its name', () => {
  expect(render([event('1')], { ...SOURCE, logStream: () => undefined }).logStream).toBe(ENVIRONMENT);
});

test('ids sort like the events and contain time, environment and sequence number', () => {
  const later = event('1').replace('09:00:00.123', '09:00:00.124');
  const ids = render([event('1'), event('2'), later]).logEvents.map(({ id }) => id);
  expect([...ids].sort()).toEqual(ids);
  expect(ids.map((id) => Number(id.slice(0, 13)))).toEqual([Date.parse(TIME), Date.parse(TIME), Date.parse(TIME) + 1]);
  expect(ids.map((id) => BigInt(id.slice(13, 40)).toString(36))).toEqual([ENVIRONMENT, ENVIRONMENT, ENVIRONMENT]);
  expect(ids.map((id) => Number(id.slice(40)))).toEqual([1, 2, 3]);
});

test.each(['0000000000000000', 'zzzzzzzzzzzzzzzz', '0000000a00000001'])('the id of the environment %s can be read from the digits', (environment) => {
  const record = { ...packed([event('1')])[0], environment };
  const { logEvents: [{ id }] } = JSON.parse(renderCloudWatchLogs(record, SOURCE).toString()) as Subscription;
  expect(id).toHaveLength(56);
  expect(BigInt(id.slice(13, 40)).toString(36).padStart(16, '0')).toBe(environment);
});

test('a record that is rendered again has the same ids', () => {
  const [record] = packed([event('1'), event('2')]);
  expect(renderCloudWatchLogs(record, SOURCE)).toEqual(renderCloudWatchLogs(record, SOURCE));
});

test.each(['', 'yesterday', '1969-12-31T23:59:59.999Z'])('an event whose time is "%s" has the time of the record', (time) => {
  const [{ timestamp }] = render([`{"time":"${time}","type":"function","record":"x"}`]).logEvents;
  expect(timestamp).toBe(Date.parse('2026-11-20T10:00:00.000Z'));
});

test.each(['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z', '2001-09-09T01:46:39.999Z'])('an event of %s keeps its time, and its id is as long as others', (time) => {
  const [{ id, timestamp }] = render([`{"time":"${time}","type":"function","record":"x"}`]).logEvents;
  expect(timestamp).toBe(Date.parse(time));
  expect(id).toMatch(/^\d{56}$/);
  expect(Number(id.slice(0, 13))).toBe(timestamp);
});

test('a line that is not an event as Lambda sends them is a message too', () => {
  expect(render(['{"record":"x"}', '{"time":7,"type":7,"record":"x"}']).logEvents).toEqual([1, 2].map((sequence) => ({
    id: expect.stringMatching(new RegExp(`^\\d{40}${String(sequence).padStart(16, '0')}$`)) as string,
    timestamp: Date.parse('2026-11-20T10:00:00.000Z'), message: 'x',
  })));
});

test('the message of a telemetry.dropped event is the event', () => {
  const record = '{"count":2,"bytes":20,"firstSequence":1,"lastSequence":2,"reason":"buffer-full"}';
  expect(render([event(record, 'telemetry.dropped')]).logEvents[0].message).toBe(event(record, 'telemetry.dropped'));
});

test("only the extension's own events are marked: a function that prints one is not", () => {
  const own = event('{"count":2}', 'telemetry.dropped');
  const printed = JSON.stringify(own);
  const { logEvents } = render([own, event(printed), event('{"extractedFields":{"type":"telemetry.dropped"}}'), event('{}', 'platform.start')]);
  expect(logEvents.map(({ message }) => message).slice(0, 2)).toEqual([own, own]);
  expect(logEvents.map(({ extractedFields }) => extractedFields)).toEqual([{ type: 'telemetry.dropped' }, undefined, undefined, undefined]);
});

test('the message of an event without a record is the event', () => {
  const { message } = render([`{"time":"${TIME}","type":"function"}`]).logEvents[0];
  expect(JSON.parse(message)).toMatchObject({ type: 'function', sequence: 1 });
});

test('a shortened message states at its end how much is missing', () => {
  const { message } = render([event(`"${'x'.repeat(1_100_000)}"`)]).logEvents[0];
  const missing = /^x+ \[(\d+) bytes are missing\]$/.exec(message)?.[1];
  expect(Number(missing) + message.indexOf(' ')).toBe(1_100_000);
});
