import { EventHeadReader } from '../../../extension-src/telemetry/event-head';

const TIME = '2026-11-20T09:00:00.123Z';
const heads = new EventHeadReader();
const read = (text: string) => {
  const body = Buffer.from(`xx${text}yy`);
  return heads.read(body, 2, body.length - 2);
};

describe("an event's head", () => {
  test.each(['function', 'extension', 'platform.start', 'platform.runtimeDone', 'platform.restoreReport', 'new.type'])(
    'is read with the type %s', (type) => {
      const text = `{"time":"${TIME}","type":"${type}","record":"type"}`;
      expect(read(text)).toEqual({ type, time: TIME, recordAt: text.indexOf('"type"}') });
    });

  test.each([
    ['another order of keys', `{"type":"function","record":1,"time":"${TIME}"}`],
    ['white space', `{ "time": "${TIME}", "type": "function", "record": 1 }`],
    ['an escape in the type', `{"time":"${TIME}","type":"func\\u0074ion","record":1}`],
  ])('is read with %s', (_name, text) => {
    expect(read(text)).toEqual({ type: 'function', time: TIME });
  });

  test('a time of another precision is not changed', () => {
    expect(read('{"time":"2026-11-20T09:00:00Z","type":"function","record":1}')).toEqual({ type: 'function', time: '2026-11-20T09:00:00Z' });
  });

  test.each(['{"time":1}', '{"type":5}', '{"a":}', '{}'])('%s is not an event', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test('the times of log lines in any order are distinguished', () => {
    const reader = new EventHeadReader();
    for (const time of [TIME, TIME, '2026-11-20T09:00:00.124Z', TIME]) {
      const body = Buffer.from(`{"time":"${time}","type":"function","record":1}`);
      expect(reader.read(body, 0, body.length)).toMatchObject({ type: 'function', time });
    }
  });

  test('an event without a time has an empty one', () => {
    expect(read('{"type":"function"}')).toEqual({ type: 'function', time: '' });
  });

  test('a text with the length of a time under another key is not a time', () => {
    expect(read(`{"kind":"${TIME}","type":"function"}`)).toEqual({ type: 'function', time: '' });
    expect(read(`{"record":{"a":"${'x'.repeat(16)}Z","type":"extension"},"type":"function"}`)).toEqual({ type: 'function', time: '' });
  });

  test.each(['function', 'extension'])('a second type after %s is not overlooked: such an event is none', (type) => {
    const text = `{"time":"${TIME}","type":"${type}","record":1,"type":"telemetry.dropped","record":{}}`;
    expect(heads.read(Buffer.from(text), 0, text.length, 5)).toBeUndefined();
    const short = `{"time":"${TIME}","type":"${type}","type":"telemetry.summary"}`;
    expect(heads.read(Buffer.from(short), 0, short.length, 3)).toBeUndefined();
  });

  test('an event with a member that is newer than this code has its type', () => {
    const text = `{"time":"${TIME}","type":"function","record":1,"tenantId":"a"}`;
    expect(heads.read(Buffer.from(text), 0, text.length, 4)).toMatchObject({ type: 'function', time: TIME });
  });

  test('nothing is read from the next event', () => {
    const body = Buffer.from('[{ },{"time":"2026-11-20T09:00:00Z","type":"function","record":1}]');
    expect(heads.read(body, 1, 4)).toBeUndefined();
  });
});
