import { ExitSummary, Oracle, OracleQuestion } from '../../../faults/oracle/oracle';

const SOURCE = ',"source":"arn:aws:lambda:eu-west-1:1:function:f","version":"1"';
const event = (text: string) => JSON.stringify({ time: 't', type: 'function', record: text });
const envelope = (sequence: number, text = `event ${sequence}`, environment = 'e') =>
  `${event(text).slice(0, -1)}${SOURCE},"environment":"${environment}","sequence":${sequence}}`;
const own = (sequence: number, type: string, record: object, environment = 'e') =>
  `${JSON.stringify({ time: 't', type, record }).slice(0, -1)}${SOURCE},"environment":"${environment}","sequence":${sequence}}`;
const dropped = (sequence: number, firstSequence: number, lastSequence: number, more: object = {}) =>
  own(sequence, 'telemetry.dropped', { count: lastSequence - firstSequence + 1, firstSequence, lastSequence, reason: 'buffer-full', ...more });
const omitted = (sequence: number, count: number, more: object = {}) =>
  own(sequence, 'telemetry.omitted', { count, bytes: 9, reasons: [{ reason: 'filter', rule: 'x', count, bytes: 9 }], ...more });
const record = (...lines: string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const events = (...numbers: number[]) => numbers.map((number) => event(`event ${number}`));
const NOTHING: ExitSummary = { received: 0, own: 0, delivered: 0, dropped: 0, omitted: 0, undelivered: 0 };
const summary = (changes: Partial<ExitSummary> = {}): ExitSummary => ({ ...NOTHING, ...changes });

function verdict(lines: string[], question: Partial<OracleQuestion> = {}, ambiguous: string[] = []) {
  const oracle = new Oracle();
  if (ambiguous.length > 0) oracle.sentAmbiguously(record(...ambiguous));
  if (lines.length > 0) oracle.record(record(...lines));
  return oracle.verdict({ emitted: [], exitSummaries: [summary()], ...question });
}

test('finds no problem if every event arrived', () => {
  expect(verdict([envelope(1), envelope(2), own(3, 'telemetry.summary', {})], { emitted: events(1, 2) })).toEqual({
    emitted: 2, delivered: 2, dropped: 0, omitted: 0, duplicated: 0, unaccounted: 0, late: 0, problems: [],
  });
});

test('a gap in the sequence is unaccounted for', () => {
  expect(verdict([envelope(1), envelope(3)], { emitted: events(1, 3) }))
    .toMatchObject({ unaccounted: 1, problems: ['1 sequence numbers are missing: e/2'] });
});

test('a gap at the beginning is unaccounted for', () => {
  expect(verdict([envelope(2)], { emitted: events(2) })).toMatchObject({ unaccounted: 1 });
});

test('a dropped range accounts for a gap and its events', () => {
  expect(verdict([envelope(1), dropped(4, 2, 3), envelope(5)], { emitted: events(1, 2, 3, 5) }))
    .toMatchObject({ delivered: 2, dropped: 2, unaccounted: 0, problems: [] });
});

test('a dropped range of another environment does not account for a gap', () => {
  expect(verdict([envelope(1), dropped(4, 2, 3, { environment: 'before' }), envelope(5)], { emitted: events(1, 5) }))
    .toMatchObject({ unaccounted: expect.any(Number) as number, problems: [expect.stringContaining('sequence numbers are missing')] });
});

test('a dropped range with a wrong count is a problem', () => {
  expect(verdict([envelope(1), dropped(3, 2, 2, { count: 5 })], { emitted: events(1, 2) }).problems)
    .toEqual(['telemetry.dropped counts 5 events for the sequence numbers 2 to 2']);
});

test('each environment has a sequence of its own', () => {
  expect(verdict([envelope(1), envelope(1, 'other', 'f')], { emitted: [...events(1), event('other')] }))
    .toMatchObject({ delivered: 2, duplicated: 0, problems: [] });
});

test('a duplicate is a problem unless its call was ambiguous', () => {
  const twice = [envelope(1), envelope(1)];
  expect(verdict(twice, { emitted: events(1) }, [envelope(1)])).toMatchObject({ delivered: 1, duplicated: 1, problems: [] });
  expect(verdict(twice, { emitted: events(1), ambiguousEverywhere: true })).toMatchObject({ duplicated: 1, problems: [] });
  expect(verdict(twice, { emitted: events(1) }).problems).toEqual(['1 events arrived twice although their call was not ambiguous: e/1']);
});

test('a sequence number with two contents is a problem even if the call was ambiguous', () => {
  expect(verdict([envelope(1), envelope(1, 'another')], { emitted: events(1) }, [envelope(1)]).problems)
    .toEqual(['1 sequence numbers arrived with two different contents']);
});

test('an emitted event that did not arrive is unaccounted for, even if the sequence has no gap', () => {
  expect(verdict([envelope(1)], { emitted: events(1, 2) })).toMatchObject({ unaccounted: 1, problems: [expect.stringContaining('event 2')] });
});

test('an event that was never emitted does not replace one that did not arrive', () => {
  expect(verdict([envelope(1), envelope(2, 'foreign')], { emitted: events(1, 2) })).toMatchObject({ delivered: 2, unaccounted: 1 });
});

test('the exit summary accounts for events that never reached the stream', () => {
  expect(verdict([], { emitted: events(1, 2, 3), exitSummaries: [summary({ received: 3, dropped: 1, undelivered: 2 })] }))
    .toMatchObject({ delivered: 0, dropped: 3, unaccounted: 0, problems: [] });
  expect(verdict([], { emitted: events(1, 2, 3), exitSummaries: [summary({ received: 2, undelivered: 2 })] })).toMatchObject({ unaccounted: 1 });
});

test('an omitted event is accounted for if the stream and the exit summary report it', () => {
  const exitSummaries = [summary({ received: 3, own: 1, delivered: 2, omitted: 2 })];
  expect(verdict([envelope(1), omitted(2, 2)], { emitted: events(1, 2, 3), exitSummaries }))
    .toMatchObject({ delivered: 1, omitted: 2, unaccounted: 0, problems: [] });
});

test('omitted events that the stream does not report are a problem, unless something was not delivered', () => {
  const exitSummary = summary({ received: 3, delivered: 1, omitted: 2 });
  expect(verdict([envelope(1)], { emitted: events(1, 2, 3), exitSummaries: [exitSummary] }))
    .toMatchObject({ omitted: 2, unaccounted: 0, problems: ['the stream reports 0 omitted events, the exit summaries 2'] });
  const undelivered = { ...exitSummary, own: 1, undelivered: 1 };
  expect(verdict([envelope(1)], { emitted: events(1, 2, 3), exitSummaries: [undelivered] }).problems).toEqual([]);
});

test('more omitted events in the stream than the extension has counted are a problem', () => {
  expect(verdict([omitted(1, 2)], { emitted: events(1, 2), exitSummaries: [summary({ received: 1, own: 1, delivered: 1, omitted: 1 })] }).problems)
    .toEqual(['the stream reports 2 omitted events, the exit summaries 1']);
});

test('an omitted report of which the rules do not add up is a problem', () => {
  const exitSummaries = [summary({ received: 3, own: 1, delivered: 1, omitted: 3 })];
  expect(verdict([omitted(1, 3, { reasons: [{ count: 1 }, { count: 1 }] })], { emitted: events(1, 2, 3), exitSummaries }).problems)
    .toEqual(['telemetry.omitted counts 3 events, its rules 2']);
});

test('the stream names the requests that were left out', () => {
  const oracle = new Oracle();
  oracle.record(record(omitted(1, 3, { requests: ['a', 'b'] }), omitted(2, 3)));
  expect([...oracle.namedRequests]).toEqual(['a', 'b']);
});

test('an omitted report that arrives twice counts once', () => {
  const exitSummaries = [summary({ received: 2, own: 1, delivered: 1, omitted: 2 })];
  expect(verdict([omitted(1, 2), omitted(1, 2)], { emitted: events(1, 2), exitSummaries }, [omitted(1, 2)]))
    .toMatchObject({ omitted: 2, problems: [] });
});

test('an exit summary that does not say what became of each event is a problem', () => {
  const lines = [envelope(1), envelope(2)];
  const balanced = summary({ received: 2, own: 3, delivered: 1, dropped: 1, omitted: 1, undelivered: 2 });
  const problemsOf = (changes: Partial<ExitSummary>) =>
    verdict(lines, { emitted: events(1, 2), killed: true, exitSummaries: [{ ...balanced, ...changes }] }).problems;
  expect(problemsOf({})).toEqual([]);
  for (const name of ['received', 'own', 'delivered', 'dropped', 'omitted', 'undelivered'] as const) {
    expect(problemsOf({ [name]: balanced[name] + 1 })).toEqual([expect.stringMatching(/received and \d own events must be the delivered/)]);
  }
});

test('without an exit summary missing events are unaccounted for, unless the process was killed', () => {
  expect(verdict([envelope(1)], { emitted: events(1, 2), exitSummaries: [] })).toMatchObject({ unaccounted: 1 });
  expect(verdict([envelope(1)], { emitted: events(1, 2), exitSummaries: [], killed: true })).toMatchObject({ unaccounted: 0, problems: [] });
  expect(verdict([envelope(1), envelope(3)], { exitSummaries: [], killed: true })).toMatchObject({ unaccounted: 1 });
});

test('counts an event out of order once, and duplicates not at all', () => {
  expect(verdict([envelope(1), envelope(3), envelope(2), envelope(2)], { emitted: events(1, 2, 3) }, [envelope(2)])).toMatchObject({ late: 1 });
});

test('a truncated event counts as the original', () => {
  const shortened = envelope(1, 'xxx').replace(SOURCE, `,"truncatedBytes":1000${SOURCE}`);
  expect(verdict([shortened], { emitted: [event('x'.repeat(1_003))] })).toMatchObject({ unaccounted: 0, problems: [] });
});

test('judges events by number only, without keeping their texts', () => {
  const oracle = new Oracle(false);
  for (let sequence = 1; sequence <= 2_000; sequence++) oracle.line(envelope(sequence));
  expect(oracle.arrivedCount).toBe(2_000);
  expect(oracle.verdict({ emitted: [], emittedUnkept: 2_000, exitSummaries: [summary()] })).toMatchObject({ unaccounted: 0, problems: [] });
  expect(oracle.verdict({ emitted: [], emittedUnkept: 2_001, exitSummaries: [summary()] })).toMatchObject({ unaccounted: 1 });
});

test('rejects a record without a newline at its end', () => {
  expect(() => new Oracle().record(Buffer.from(envelope(1)))).toThrow('A record must end with a newline');
});
