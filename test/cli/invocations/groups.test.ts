import { Groups } from '../../../cli-src/invocations/groups';
import type { Invocation } from '../../../cli-src/invocations/invocation';
import type { Envelope } from '../../../consumer-src';
import { envelope } from '../telemetry';

interface Given { readonly invocation: Invocation; readonly sequences: number[]; readonly isMore: boolean }

let given: Given[];
let alone: number[];
let groups: Groups;

beforeEach(() => {
  given = [];
  alone = [];
  groups = new Groups({
    onInvocation: (invocation, events, isMore) => given.push({ invocation, sequences: events.map(({ sequence }) => sequence), isMore }),
    onEvent: ({ sequence }) => alone.push(sequence),
    maxInvocations: 3,
  });
});

function add(fields: Partial<Envelope>, { isShown = true, now = 0 } = {}): void {
  const event = envelope(fields);
  groups.add(event, isShown ? [event] : [], now);
}

const DONE = { type: 'platform.runtimeDone', record: { requestId: 'a', status: 'success', metrics: { durationMs: 12.3, producedBytes: 4 } } };
const REPORT = {
  type: 'platform.report',
  record: { requestId: 'a', status: 'success', metrics: { durationMs: 14, billedDurationMs: 15, memorySizeMB: 128, maxMemoryUsedMB: 64, initDurationMs: 200.5 } },
};

test('gives the events of an invocation together when its report has arrived, with what the platform events tell', () => {
  add({ requestId: 'a', sequence: 1, type: 'platform.start', record: { requestId: 'a' }, time: '2026-11-20T09:00:00.000Z' });
  add({ requestId: 'b', sequence: 2 });
  add({ requestId: 'a', sequence: 3 });
  add({ requestId: 'a', sequence: 4, ...DONE });
  expect(given).toEqual([]);
  add({ requestId: 'a', sequence: 5, ...REPORT });
  expect(given).toEqual([{
    invocation: {
      requestId: 'a', function: 'orders', environment: '0a2k9x4mrq7vz1tb', start: '2026-11-20T09:00:00.000Z', status: 'success', durationMs: 14,
      billedDurationMs: 15, memorySizeMB: 128, maxMemoryUsedMB: 64, initDurationMs: 200.5,
    },
    sequences: [1, 3, 4, 5], isMore: false,
  }]);
});

test('learns from events that are not shown, and gives nothing of an invocation of which nothing is shown', () => {
  add({ requestId: 'a', sequence: 1 });
  add({ requestId: 'a', sequence: 2, ...REPORT }, { isShown: false });
  add({ requestId: 'b', sequence: 3, ...REPORT }, { isShown: false });
  expect(given).toEqual([{ invocation: expect.objectContaining({ requestId: 'a', maxMemoryUsedMB: 64 }) as unknown, sequences: [1], isMore: false }]);
});

test('an event that belongs to no invocation is given at once', () => {
  add({ sequence: 1, type: 'platform.initStart' });
  expect(alone).toEqual([1]);
});

test('does not wait longer than 10 s for the report of a finished invocation, which Lambda writes with the next one', () => {
  add({ requestId: 'a', sequence: 1 }, { now: 0 });
  groups.tick(60_000);
  expect(given).toEqual([]);
  add({ requestId: 'a', sequence: 2, ...DONE }, { now: 60_000 });
  groups.tick(69_999);
  expect(given).toEqual([]);
  groups.tick(70_000);
  expect(given).toMatchObject([{ sequences: [1, 2], invocation: { durationMs: 12.3 }, isMore: false }]);
  add({ requestId: 'a', sequence: 3, ...REPORT }, { now: 600_000 });
  expect(given[1]).toMatchObject({ sequences: [3], invocation: { durationMs: 14, maxMemoryUsedMB: 64 }, isMore: true });
});

test('gives all that is left at the end, also unfinished invocations', () => {
  add({ requestId: 'a', sequence: 1 });
  groups.end();
  expect(given).toMatchObject([{ sequences: [1], invocation: { requestId: 'a' } }]);
  expect(given[0].invocation.status).toBeUndefined();
});

test('gives the invocation that was silent for longest when there are too many', () => {
  for (const [index, requestId] of ['a', 'b', 'c', 'd'].entries()) add({ requestId, sequence: index + 1 });
  expect(given).toMatchObject([{ sequences: [1] }]);
});

test('an invocation with very many events is given in parts, so that memory is bounded', () => {
  for (let sequence = 1; sequence <= 10_001; sequence++) add({ requestId: 'a', sequence });
  expect(given.map(({ sequences }) => sequences.length)).toEqual([10_000]);
});

test('fields of the wrong type do not count, because a process in the environment can post any event', () => {
  add({ requestId: 'a', sequence: 1, type: 'platform.report', record: { metrics: { durationMs: 'long', memorySizeMB: {} } } });
  add({ requestId: 'b', sequence: 2, type: 'platform.report', record: 'none' });
  expect(given.map(({ invocation }) => invocation)).toEqual([
    { requestId: 'a', function: 'orders', environment: '0a2k9x4mrq7vz1tb' }, { requestId: 'b', function: 'orders', environment: '0a2k9x4mrq7vz1tb' },
  ]);
});
