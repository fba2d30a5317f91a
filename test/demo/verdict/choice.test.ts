import { choose, EventOfInvocation } from '../../../demo/verdict/choice';

const MASK = { KINESIS_TELEMETRY_MASK: '{"builtIns":["payment-card","email"]}' };
const SAMPLING = { KINESIS_TELEMETRY_SAMPLING: '{"keep":["error"],"minLevel":"error","onlyBelow":"info"}' };

function event(type: string, record: unknown): EventOfInvocation {
  return { type, record, json: JSON.stringify({ type, record }) };
}

const line = (level: string, requestId: string, message = level) => event('function', { level, requestId, message });
const done = (requestId: string, status: string) => event('platform.runtimeDone', { requestId, status });

test('without settings, every event must arrive as it is', () => {
  const events = [line('DEBUG', 'a', 'a@example.com'), done('a', 'success')];
  expect(choose({}, events)).toEqual({ events: events.map(({ json }) => json), omitted: [], masked: 0 });
});

test('debug lines must arrive only of requests that failed or have logged an error', () => {
  const events = [
    line('DEBUG', 'a'), line('INFO', 'a'), done('a', 'success'), line('DEBUG', 'b'), done('b', 'error'), line('DEBUG', 'c'), line('ERROR', 'c'), done('c', 'success'),
  ];
  const { events: sent, omitted } = choose(SAMPLING, events);
  expect(omitted).toEqual([events[0].json]);
  expect(sent).toEqual(events.slice(1).map(({ json }) => json));
});

test('card numbers and email addresses in log lines are replaced and counted, and platform events stay', () => {
  const { events, masked } = choose(MASK, [line('INFO', 'a', '4111-1111-1111-1111 of a.b@example.com'), event('platform.start', { by: 'a@example.com' })]);
  expect(events).toEqual([line('INFO', 'a', '*** of ***').json, event('platform.start', { by: 'a@example.com' }).json]);
  expect(masked).toBe(2);
});

test('settings that the demo cannot judge are an error', () => {
  expect(() => choose({ KINESIS_TELEMETRY_MASK: '{"builtIns":["jwt"]}' }, [])).toThrow('The demo can only judge KINESIS_TELEMETRY_MASK=');
});
