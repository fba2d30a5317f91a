import { figuresOf } from './recorded';
import { Completeness } from '../../../cli-src/figures/completeness';
import { Traces } from '../../../cli-src/figures/trace';
import type { Trace } from '../../../cli-src/figures/trace';
import type { Envelope } from '../../../consumer-src';
import { envelope } from '../telemetry';

const id = (index: number) => `6d68ca91-49c9-448d-89b8-${String(index).padStart(12, '0')}`;

function failure(index: number, name: string, errorType: string): Envelope[] {
  const fields = { requestId: id(index), environment: `e${index}`, source: `arn:aws:lambda:eu-west-1:123456789012:function:${name}` };
  return [
    envelope({ ...fields, sequence: 1, record: `line of ${index}\n`.repeat(300) }),
    envelope({ ...fields, sequence: 2, type: 'platform.report', record: { requestId: id(index), status: 'error', errorType, metrics: { durationMs: index } } }),
  ];
}

test('of many failures of one kind three examples are kept, with short logs, and all are counted', () => {
  const { failures: { kinds: [kind] } } = figuresOf(Array.from({ length: 1_000 }, (_, index) => failure(index, 'orders', 'Oops')).flat());
  expect([kind.count, kind.examples.length]).toEqual([1_000, 3]);
  expect(kind.examples[0].logs.lines[0]).toMatchObject({ cut: expect.any(Number) });
  expect(kind.examples[0].logs.lines[0].text).toHaveLength(2_000);
  expect(kind.examples[0].logs.lines[0].cut).toBeGreaterThan(0);
});

test('of many kinds of failure fifty are kept, and the others are counted', () => {
  const { failures: { kinds, others }, invocations } = figuresOf(Array.from({ length: 80 }, (_, index) => failure(index, 'orders', `Oops${index}`)).flat());
  expect([kinds.length, others, invocations.error]).toEqual([50, 30, 80]);
});

test('of many functions a thousand have figures of their own, and the others have them together', () => {
  const { functions } = figuresOf(Array.from({ length: 1_100 }, (_, index) => failure(index, `f${index}`, 'Oops')).flat());
  expect(functions).toHaveLength(1_001);
  expect(functions.find(({ name }) => name === 'other functions')).toMatchObject({ outcomes: { error: 100 } });
});

test('an invocation with many lines keeps a few, and tells how many more it has', () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => envelope({ requestId: id(1), sequence: index + 1, record: `line ${index}` }));
  const report = envelope({ requestId: id(1), sequence: 3_001, type: 'platform.report', record: { requestId: id(1), status: 'success', metrics: { durationMs: 5 } } });
  const { others: [one] } = figuresOf([...lines, report]);
  expect(one.logs.lines).toHaveLength(100);
  expect(one.logs.more).toBe(2_900);
});

test('invocations that wait for their end are bounded: the one that was silent for longest is given', () => {
  const given: Trace[] = [];
  const traces = new Traces({ onTrace: (trace) => given.push(trace), maxInvocations: 2 });
  for (const index of [1, 2, 1, 3]) traces.add(envelope({ requestId: id(index) }));
  expect(given.map(({ invocation }) => invocation.requestId)).toEqual([id(2)]);
  traces.end();
  expect(given.map(({ invocation, eventCount }) => [invocation.requestId, eventCount])).toEqual([[id(2), 1], [id(1), 2], [id(3), 1]]);
});

test('so is the size of their events', () => {
  const given: Trace[] = [];
  const traces = new Traces({ onTrace: (trace) => given.push(trace), maxCharacters: 2_500 });
  for (const index of [1, 2, 3]) traces.add(envelope({ requestId: id(index), record: 'x'.repeat(1_000) }));
  expect(given).toHaveLength(1);
});

function completeness(envelopes: readonly Envelope[], maxEnvironments?: number) {
  const checked = new Completeness({ maxEnvironments });
  for (const one of envelopes) checked.read(one);
  return checked.end();
}

test('missing numbers, dropped ranges with their reasons, and what rules have omitted', () => {
  const dropped = { count: 3, bytes: 1, firstSequence: 2, lastSequence: 4, reason: 'buffer-full' };
  const omitted = { count: 7, bytes: 70, reasons: [{ reason: 'filter', rule: 'health checks', count: 7, bytes: 70 }] };
  expect(completeness([
    envelope({ environment: 'a', sequence: 1 }), envelope({ environment: 'a', sequence: 5, type: 'telemetry.dropped', record: dropped }), envelope({ environment: 'a', sequence: 8 }),
    envelope({ environment: 'b', sequence: 1, type: 'telemetry.omitted', record: omitted }), envelope({ environment: 'b', sequence: 1, type: 'telemetry.omitted', record: omitted }),
    envelope({ environment: 'c', sequence: 10 }),
  ])).toMatchObject({
    environments: 3, missing: 2, missingIn: 1, begunBefore: 1, duplicates: 1,
    dropped: [{ reason: 'buffer-full', ranges: 1, events: 3 }], omitted: [{ reason: 'filter', rule: 'health checks', count: 7, bytes: 70 }], omittedCount: 7,
    incomplete: [{ environment: 'a', missing: 2, droppedCount: 3, gaps: [{ first: 6, last: 7 }] }],
  });
});

test('of environments that are no longer tracked the counts stay, and the worst fifty are named', () => {
  const envelopes = Array.from({ length: 300 }, (_, index) => [envelope({ environment: `e${index}`, sequence: 1 }), envelope({ environment: `e${index}`, sequence: index + 3 })]).flat();
  const { environments, missing, incomplete, moreIncomplete } = completeness(envelopes, 10);
  expect([environments, missing, incomplete.length, moreIncomplete]).toEqual([300, 300 * 301 / 2, 50, 250]);
  expect(incomplete[0]).toMatchObject({ environment: 'e299', missing: 300 });
});
