import { ENVIRONMENT, lineOf } from './records';
import { CompletenessChecker, decodeRecord } from '../../consumer-src';
import type { CheckerState, Envelope, EnvironmentReport } from '../../consumer-src';

const OTHER = '6c6hb7ow0d2i4n1b';

const envelope = (sequence: number, changes: Partial<Envelope> = {}): Envelope => decodeRecord(Buffer.from(lineOf(sequence, changes)))[0];
const summary = (sequence: number) => envelope(sequence, { type: 'telemetry.summary', record: {} });
const dropped = (sequence: number, first: unknown, last: unknown, more: object = {}) => envelope(sequence, {
  type: 'telemetry.dropped', record: { count: 1, bytes: 100, firstSequence: first, lastSequence: last, reason: 'buffer-full', ...more },
});

function after(...envelopes: readonly Envelope[]): EnvironmentReport {
  const checker = new CompletenessChecker();
  envelopes.forEach((one) => checker.add(one));
  return checker.report(ENVIRONMENT)!;
}

test('an environment is complete when all events and the summary were received', () => {
  expect(after(envelope(1), envelope(2), summary(3))).toEqual({
    environment: ENVIRONMENT, source: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', highest: 3, received: 3, duplicates: 0,
    dropped: [], droppedCount: 0, omitted: [], omittedCount: 0, omittedRequests: 0,
    gaps: [], missing: 0, ended: true, unexplained: undefined, complete: true, floor: 0,
  });
});

test('an environment without a summary is not complete, even if nothing is missing', () => {
  expect(after(envelope(1), envelope(2))).toMatchObject({ missing: 0, ended: false, complete: false });
});

test('order does not matter, and duplicates are counted separately', () => {
  expect(after(summary(4), envelope(2), envelope(3), envelope(2), envelope(1), summary(4)))
    .toMatchObject({ received: 4, duplicates: 2, gaps: [], complete: true });
});

test('add returns whether an envelope is new', () => {
  const checker = new CompletenessChecker();
  expect([1, 3, 3, 2, 1].map((sequence) => checker.add(envelope(sequence)))).toEqual(['new', 'new', 'duplicate', 'new', 'duplicate']);
  expect(checker.add(envelope(1, { environment: OTHER }))).toBe('new');
});

test('gaps list the missing numbers', () => {
  expect(after(envelope(3), envelope(7), summary(8)))
    .toMatchObject({ gaps: [{ first: 1, last: 2 }, { first: 4, last: 6 }], missing: 5, complete: false });
});

test('dropped events are not missing and have a reason', () => {
  expect(after(envelope(1), dropped(5, 2, 4), summary(6))).toMatchObject({
    dropped: [{ first: 2, last: 4, reason: 'buffer-full' }], droppedCount: 3, gaps: [], complete: true, received: 3, highest: 6,
  });
  expect(after(dropped(4, 2, 2, { reason: 'too-large' }), dropped(5, 3, 3)).dropped)
    .toEqual([{ first: 2, last: 2, reason: 'too-large' }, { first: 3, last: 3, reason: 'buffer-full' }]);
});

test('an event that was reported as dropped and still arrives counts as received', () => {
  for (const envelopes of [[dropped(5, 1, 4), envelope(2), envelope(3)], [envelope(2), envelope(3), dropped(5, 1, 4)]]) {
    expect(after(...envelopes)).toMatchObject({
      dropped: [{ first: 1, last: 1, reason: 'buffer-full' }, { first: 4, last: 4, reason: 'buffer-full' }], droppedCount: 2, duplicates: 0, received: 3,
    });
  }
});

test('a dropped range can belong to another environment', () => {
  const checker = new CompletenessChecker();
  checker.add(envelope(1, { environment: OTHER }));
  checker.add(dropped(1, 2, 9, { environment: OTHER }));
  expect(checker.report(OTHER)).toMatchObject({ droppedCount: 8, missing: 0, highest: 9, received: 1 });
  expect(checker.report(ENVIRONMENT)).toMatchObject({ droppedCount: 0, highest: 1, received: 1 });
});

test.each([
  ['no range', null], ['a string', 'x'], ['no numbers', {}],
  ['a range that ends before it begins', { firstSequence: 4, lastSequence: 2 }],
  ['the number 0', { firstSequence: 0, lastSequence: 2 }],
  ['a number beyond 2^53', { firstSequence: 1, lastSequence: 2 ** 60 }],
])('a telemetry.dropped event with %s is ignored', (_, record) => {
  expect(after(envelope(1), envelope(2, { type: 'telemetry.dropped', record }))).toMatchObject({ droppedCount: 0, missing: 0, received: 2 });
});

test.each([['of its own number', 3, 5], ['of later numbers', 6, 9], ['of all numbers', 1, Number.MAX_SAFE_INTEGER]])(
  'a report %s is not true and hides no gap', (_, first, last) => {
    const report = after(envelope(1), dropped(5, first, last), envelope(8), summary(9));
    expect(report).toMatchObject({ highest: 9, dropped: [], gaps: [{ first: 2, last: 4 }, { first: 6, last: 7 }], missing: 5, complete: false });
  });

test('a report makes no environment, and evicts none', () => {
  const gone: EnvironmentReport[] = [];
  const checker = new CompletenessChecker({ maxEnvironments: 3, onEvicted: (report) => gone.push(report) });
  checker.add(envelope(1, { environment: OTHER }));
  for (let i = 1; i <= 200; i++) checker.add(dropped(i, 1, 9, { environment: `forged${i}` }));
  expect(checker.size).toBe(2);
  expect(gone).toEqual([]);
});

test("a report of one function does not change what is known of another function's environment", () => {
  const checker = new CompletenessChecker();
  checker.add({ ...envelope(1, { environment: OTHER }), source: 'arn:aws:lambda:eu-west-1:123456789012:function:payments' });
  checker.add({ ...envelope(9, { environment: OTHER }), source: 'arn:aws:lambda:eu-west-1:123456789012:function:payments' });
  checker.add(dropped(1, 2, 8, { environment: OTHER }));
  expect(checker.report(OTHER)).toMatchObject({ gaps: [{ first: 2, last: 8 }], droppedCount: 0 });
});

test('a report about another environment is bounded', () => {
  const checker = new CompletenessChecker();
  checker.add(envelope(1, { environment: OTHER }));
  checker.add(dropped(1, 2, Number.MAX_SAFE_INTEGER, { environment: OTHER }));
  expect(checker.report(OTHER)).toMatchObject({ highest: 1, droppedCount: 0 });
});

test('an environment that claims the highest numbers costs no memory and is never complete', () => {
  const checker = new CompletenessChecker({ maxRanges: 10 });
  checker.add(envelope(1));
  for (let i = 0; i < 1_000; i++) checker.add(dropped(Number.MAX_SAFE_INTEGER - 3 * i, 1, 2 ** 52));
  checker.add(summary(2));
  expect(checker.toJSON().environments[0].segments.length).toBeLessThanOrEqual(10);
  expect(checker.report(ENVIRONMENT)).toMatchObject({ complete: false });
  expect(checker.report(ENVIRONMENT)!.missing).toBeGreaterThan(0);
});

test('a malformed envelope ends nothing and reports nothing', () => {
  const malformed = { malformed: true };
  expect(after(envelope(1), { ...summary(2), ...malformed }, { ...dropped(5, 3, 4), ...malformed }))
    .toMatchObject({ ended: false, droppedCount: 0, missing: 2 });
});

test('the source is the log group if the format has no ARN', () => {
  expect(after({ ...envelope(1), source: undefined, logGroup: '/aws/lambda/orders' }).source).toBe('/aws/lambda/orders');
});

test('past maxEnvironments the least recently seen environment is evicted and reported', () => {
  const gone: EnvironmentReport[] = [];
  const checker = new CompletenessChecker({ maxEnvironments: 2, onEvicted: (report) => gone.push(report) });
  for (const [environment, sequence] of [['a', 1], ['b', 1], ['a', 2], ['c', 1], ['c', 2]] as const) checker.add(envelope(sequence, { environment }));
  expect(gone).toMatchObject([{ environment: 'b', received: 1 }]);
  expect(checker.evicted).toBe(1);
  expect([...checker.reports()].map(({ environment }) => environment)).toEqual(['a', 'c']);
  expect(checker.report('b')).toBeUndefined();
});

test('a source with more than half of the environments evicts its own, not those of others', () => {
  const gone: EnvironmentReport[] = [];
  const checker = new CompletenessChecker({ maxEnvironments: 10, onEvicted: (report) => gone.push(report) });
  const add = (source: string, environment: string) => checker.add({ ...envelope(1, { environment }), source });
  for (let i = 0; i < 4; i++) add(`quiet${i}`, `quiet${i}`);
  for (let i = 0; i < 1_000; i++) add('flood', `flood${i}`);
  expect(checker.size).toBe(10);
  expect(new Set(gone.map(({ source }) => source))).toEqual(new Set(['flood']));
  expect([...checker.reports()].map(({ environment }) => environment)).toEqual([
    'quiet0', 'quiet1', 'quiet2', 'quiet3', 'flood994', 'flood995', 'flood996', 'flood997', 'flood998', 'flood999',
  ]);
  // Others take its places until it has half of them; from then on the oldest one goes.
  for (let i = 4; i < 6; i++) add(`quiet${i}`, `quiet${i}`);
  expect([...checker.reports()].map(({ environment }) => environment)).toEqual([
    'quiet1', 'quiet2', 'quiet3', 'flood995', 'flood996', 'flood997', 'flood998', 'flood999', 'quiet4', 'quiet5',
  ]);
});

test('what a source holds is counted again from JSON, and after forget', () => {
  const first = new CompletenessChecker({ maxEnvironments: 4 });
  const of = (source: string, environment: string) => ({ ...envelope(1, { environment }), source });
  for (const name of ['a', 'b', 'c']) first.add(of('large', name));
  const second = CompletenessChecker.fromJSON(JSON.parse(JSON.stringify(first)) as CheckerState, { maxEnvironments: 4 });
  second.add(of('other', 'x'));
  second.add(of('other', 'y'));
  expect([...second.reports()].map(({ environment }) => environment)).toEqual(['b', 'c', 'x', 'y']);
  second.forget('b');
  for (const name of ['z', 'v']) second.add(of(name, name));
  expect([...second.reports()].map(({ environment }) => environment)).toEqual(['x', 'y', 'z', 'v']);
});

test('the newest environment is kept, even if there is place for one only', () => {
  const checker = new CompletenessChecker({ maxEnvironments: 1 });
  for (const environment of ['a', 'b', 'c']) checker.add({ ...envelope(1, { environment }), source: environment });
  expect([...checker.reports()].map(({ environment }) => environment)).toEqual(['c']);
});

test('forget stops tracking an environment', () => {
  const checker = new CompletenessChecker();
  checker.add(envelope(1));
  expect(checker.forget(ENVIRONMENT)).toBe(true);
  expect(checker.forget(ENVIRONMENT)).toBe(false);
  expect(checker.size).toBe(0);
  expect(checker.add(envelope(1))).toBe('new');
  expect(checker.report(ENVIRONMENT)).toMatchObject({ received: 1 });
});

test('past maxRanges the lowest ranges are given up and only counted', () => {
  const checker = new CompletenessChecker({ maxRanges: 3 });
  for (const sequence of [2, 4, 6, 8]) checker.add(envelope(sequence));
  expect(checker.report(ENVIRONMENT)).toMatchObject({ floor: 3, missing: 4, gaps: [{ first: 5, last: 5 }, { first: 7, last: 7 }], received: 4 });
  expect(checker.add(envelope(3))).toBe('unknown');
  expect(checker.add(envelope(5))).toBe('new');
  checker.add(summary(9));
  expect(checker.report(ENVIRONMENT)).toMatchObject({ missing: 3, duplicates: 0, complete: false });
});

test('a checker continues from the JSON of another', () => {
  const first = new CompletenessChecker();
  for (const one of [envelope(1), envelope(4), dropped(5, 2, 2), envelope(1, { environment: OTHER }), summary(6), envelope(6)]) first.add(one);
  const state = JSON.parse(JSON.stringify(first)) as CheckerState;
  const second = CompletenessChecker.fromJSON(state);
  expect([...second.reports()]).toEqual([...first.reports()]);
  expect(second.add(envelope(4))).toBe('duplicate');
  second.add(envelope(3));
  expect(second.report(ENVIRONMENT)).toMatchObject({ complete: true, duplicates: 2 });
  expect(first.report(ENVIRONMENT)).toMatchObject({ complete: false, duplicates: 1 });
});

test.each([undefined, null, 'x', {}, { version: 2, environments: [] }, { version: 1 }])('%j is not a state', (state) => {
  expect(() => CompletenessChecker.fromJSON(state as never)).toThrow(TypeError);
});

test.each([{ maxEnvironments: 0 }, { maxRanges: 1 }, { maxRanges: 2.5 }])('%j is not a valid limit', (options) => {
  expect(() => new CompletenessChecker(options)).toThrow(RangeError);
});
