import { byRequest, problemsOfRequests } from '../../../faults/oracle/whole-requests';
import type { KeptRequests } from '../../../faults/oracle/whole-requests';
import type { EmittedEvent } from '../../../simulator';

const KEPT: KeptRequests = { outcomes: ['error', 'timeout'], slowerThanMs: 1_000, share: 0, undecidedBytes: 10_000, whenFull: 'keep' };

const eventOf = (type: string, requestId: string | undefined, record: object): EmittedEvent =>
  ({ type, requestId, record, launch: 1, json: JSON.stringify({ type, record, requestId }) } as EmittedEvent);

const request = (requestId: string, status: string, { errorType, durationMs = 5, lines = 2, length = 10 }: {
  errorType?: string; durationMs?: number; lines?: number; length?: number;
} = {}) => [
  eventOf('platform.start', requestId, {}),
  ...Array.from({ length: lines }, (_, index) => eventOf('function', requestId, { text: `${index} ${'x'.repeat(length)}` })),
  eventOf('platform.runtimeDone', requestId, { status, errorType, metrics: { durationMs } }),
];

/** @param arrived the events in the stream */
function problems(judged: readonly EmittedEvent[], arrived: readonly EmittedEvent[], named: string[] = [], changes: Partial<KeptRequests> = {}) {
  // The last request of an environment is judged less strictly.
  const last = request('last', 'error');
  const texts = new Set([...arrived, ...last].map(({ json }) => json));
  const requests = byRequest([...judged, ...last]);
  return problemsOfRequests(requests, { ...KEPT, ...changes }, (wanted) => wanted.filter((text) => !texts.has(text)).length, new Set(named));
}

test('events are grouped by request, and those of none are left out', () => {
  const groups = byRequest([...request('a', 'success'), eventOf('platform.initStart', undefined, {}), ...request('b', 'success')]);
  expect(groups.map(({ requestId, events }) => [requestId, events.length])).toEqual([['a', 4], ['b', 4]]);
});

test.each<[string, Parameters<typeof request>[2], boolean]>([
  ['error', {}, true], ['failure', {}, true], ['timeout', {}, true], ['success', {}, false],
  ['success', { durationMs: 1_001 }, true], ['success', { durationMs: 1_000 }, false],
])('a request with the outcome %s %j is kept: %p', (status, options, isKept) => {
  const events = request('a', status, options);
  expect(problems(events, isKept ? events : [], isKept ? [] : ['a'])).toEqual([]);
  expect(problems(events, isKept ? [] : events, isKept ? ['a'] : [])).toHaveLength(1);
  expect(problems(events, events.slice(1), ['a']))
    .toEqual([expect.stringMatching(/^request a, number 1 of 2, must be .*: 1 of its 4 events are missing$/)]);
});

test('an outcome that is not asked for is no reason', () => {
  expect(problems(request('a', 'timeout'), [], ['a'], { outcomes: ['error'] })).toEqual([]);
  expect(problems(request('a', 'error'), [], ['a'], { outcomes: ['timeout'] })).toEqual([]);
  for (const errorType of ['Runtime.OutOfMemory', 'Runtime.ExitError']) {
    expect(problems(request('a', 'failure', { errorType }), [], ['a'], { outcomes: ['out-of-memory'] })).toHaveLength(1);
  }
});

test('a request without an end is kept', () => {
  const events = request('a', 'success').slice(0, -1);
  expect(problems(events, events)).toEqual([]);
  expect(problems(events, [], ['a'])).toHaveLength(1);
});

test('a request that was left out must be named, and no other', () => {
  expect(problems(request('a', 'success'), [])).toEqual(['request a must be named as left out']);
  const events = request('b', 'error');
  expect(problems(events, events, ['b'])).toEqual(['request b must not be named as left out']);
});

test('of a share it is not known whether a request is kept, but it is as a whole or not at all', () => {
  const events = request('a', 'success');
  expect(problems(events, events, [], { share: 0.5 })).toEqual([]);
  expect(problems(events, [], ['a'], { share: 0.5 })).toEqual([]);
  expect(problems(events, events.slice(2), [], { share: 0.5 })).toHaveLength(1);
  expect(problems(events, [], ['a'], { share: 1 })).toHaveLength(1);
});

test('a request for which there is no room is kept, or loses its oldest events if it is kept', () => {
  const large = (status: string) => request('a', status, { lines: 60, length: 500 });
  expect(problems(large('success'), large('success'))).toEqual([]);
  expect(problems(large('success'), [], ['a'])).toHaveLength(1);
  expect(problems(large('success'), [], ['a'], { whenFull: 'omit' })).toEqual([]);
  expect(problems(large('error'), large('error').slice(-30), [], { whenFull: 'omit' })).toEqual([]);
  expect(problems(large('error'), large('error').slice(-29), [], { whenFull: 'omit' })).toHaveLength(1);
});

test('the last request of an environment may be kept, because its end can come too late', () => {
  const judge = (events: EmittedEvent[], arrived: EmittedEvent[], named: string[]) => {
    const texts = new Set(arrived.map(({ json }) => json));
    return problemsOfRequests(byRequest(events), KEPT, (wanted) => wanted.filter((text) => !texts.has(text)).length, new Set(named));
  };
  const [earlier, last] = [request('a', 'success'), request('b', 'success')];
  expect(judge([...earlier, ...last], last, ['a'])).toEqual([]);
  expect(judge([...earlier, ...last], [], ['a', 'b'])).toEqual([]);
  expect(judge([...earlier, ...last], last.slice(1), ['a', 'b'])).toHaveLength(1);
  expect(judge([...earlier, ...last], earlier, ['b'])).toHaveLength(1);
  const other = request('c', 'success').map((event) => ({ ...event, launch: 2 }));
  expect(judge([...earlier, ...other], [...earlier, ...other], [])).toEqual([]);
});
