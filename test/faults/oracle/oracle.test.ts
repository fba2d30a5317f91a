import { LastWords, Oracle, OracleQuestion } from '../../../faults/oracle/oracle';

const SOURCE = ',"source":"arn:aws:lambda:eu-west-1:1:function:f","version":"1"';
const event = (text: string) => JSON.stringify({ time: 't', type: 'function', record: text });
const envelope = (sequence: number, text = `event ${sequence}`, environment = 'e') =>
  `${event(text).slice(0, -1)}${SOURCE},"environment":"${environment}","sequence":${sequence}}`;
const own = (sequence: number, type: string, record: object, environment = 'e') =>
  `${JSON.stringify({ time: 't', type, record }).slice(0, -1)}${SOURCE},"environment":"${environment}","sequence":${sequence}}`;
const dropped = (sequence: number, firstSequence: number, lastSequence: number, more: object = {}) =>
  own(sequence, 'telemetry.dropped', { count: lastSequence - firstSequence + 1, firstSequence, lastSequence, reason: 'buffer-full', ...more });
const record = (...lines: string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
const events = (...numbers: number[]) => numbers.map((number) => event(`event ${number}`));
const words = (changes: Partial<LastWords> = {}): LastWords => ({ received: 0, delivered: 0, dropped: 0, undelivered: 0, ...changes });

function verdict(lines: string[], question: Partial<OracleQuestion> = {}, ambiguous: string[] = []) {
  const oracle = new Oracle();
  if (ambiguous.length > 0) oracle.sentAmbiguously(record(...ambiguous));
  if (lines.length > 0) oracle.record(record(...lines));
  return oracle.verdict({ emitted: [], lastWords: [words()], ...question });
}

test('a stream with everything in it is in order', () => {
  expect(verdict([envelope(1), envelope(2), own(3, 'telemetry.summary', {})], { emitted: events(1, 2) })).toEqual({
    emitted: 2, delivered: 2, dropped: 0, duplicated: 0, unaccounted: 0, late: 0, problems: [],
  });
});

test('a hole in the sequence is unaccounted', () => {
  expect(verdict([envelope(1), envelope(3)], { emitted: events(1, 3) }))
    .toMatchObject({ unaccounted: 1, problems: ['1 holes in the sequence: e/2'] });
});

test('a hole at the beginning counts, too', () => {
  expect(verdict([envelope(2)], { emitted: events(2) })).toMatchObject({ unaccounted: 1 });
});

test('a dropped range explains a hole and what was emitted into it', () => {
  expect(verdict([envelope(1), dropped(4, 2, 3), envelope(5)], { emitted: events(1, 2, 3, 5) }))
    .toMatchObject({ delivered: 2, dropped: 2, unaccounted: 0, problems: [] });
});

test('a dropped range of another environment explains nothing here', () => {
  expect(verdict([envelope(1), dropped(4, 2, 3, { environment: 'before' }), envelope(5)], { emitted: events(1, 5) }))
    .toMatchObject({ unaccounted: expect.any(Number) as number, problems: [expect.stringContaining('holes in the sequence')] });
});

test('a dropped range whose count is wrong is a problem', () => {
  expect(verdict([envelope(1), dropped(3, 2, 2, { count: 5 })], { emitted: events(1, 2) }).problems)
    .toEqual(['telemetry.dropped says 5 events for 2 to 2']);
});

test('each environment has a sequence of its own', () => {
  expect(verdict([envelope(1), envelope(1, 'other', 'f')], { emitted: [...events(1), event('other')] }))
    .toMatchObject({ delivered: 2, duplicated: 0, problems: [] });
});

test('what came twice is fine where its send was ambiguous, and a problem elsewhere', () => {
  const twice = [envelope(1), envelope(1)];
  expect(verdict(twice, { emitted: events(1) }, [envelope(1)])).toMatchObject({ delivered: 1, duplicated: 1, problems: [] });
  expect(verdict(twice, { emitted: events(1), ambiguousEverywhere: true })).toMatchObject({ duplicated: 1, problems: [] });
  expect(verdict(twice, { emitted: events(1) }).problems).toEqual(['1 events came twice although their send was not ambiguous: e/1']);
});

test('the same number with another content is a problem even where a send was ambiguous', () => {
  expect(verdict([envelope(1), envelope(1, 'another')], { emitted: events(1) }, [envelope(1)]).problems)
    .toEqual(['1 sequence numbers came with two different contents']);
});

test('an emitted event that is nowhere is unaccounted, although the sequence has no hole', () => {
  expect(verdict([envelope(1)], { emitted: events(1, 2) })).toMatchObject({ unaccounted: 1, problems: [expect.stringContaining('event 2')] });
});

test('an event that arrived does not stand in for another that did not', () => {
  expect(verdict([envelope(1), envelope(2, 'foreign')], { emitted: events(1, 2) })).toMatchObject({ delivered: 2, unaccounted: 1 });
});

test('last words account for what never reached the stream', () => {
  expect(verdict([], { emitted: events(1, 2, 3), lastWords: [words({ dropped: 1, undelivered: 2 })] }))
    .toMatchObject({ delivered: 0, dropped: 3, unaccounted: 0, problems: [] });
  expect(verdict([], { emitted: events(1, 2, 3), lastWords: [words({ undelivered: 2 })] })).toMatchObject({ unaccounted: 1 });
});

test('without last words nothing is excused, unless the process was killed', () => {
  expect(verdict([envelope(1)], { emitted: events(1, 2), lastWords: [] })).toMatchObject({ unaccounted: 1 });
  expect(verdict([envelope(1)], { emitted: events(1, 2), lastWords: [], killed: true })).toMatchObject({ unaccounted: 0, problems: [] });
  expect(verdict([envelope(1), envelope(3)], { lastWords: [], killed: true })).toMatchObject({ unaccounted: 1 });
});

test('what came out of order is counted once, duplicates not at all', () => {
  expect(verdict([envelope(1), envelope(3), envelope(2), envelope(2)], { emitted: events(1, 2, 3) }, [envelope(2)])).toMatchObject({ late: 1 });
});

test('a shortened event stands for the long one', () => {
  const shortened = envelope(1, 'xxx').replace(SOURCE, `,"truncatedBytes":1000${SOURCE}`);
  expect(verdict([shortened], { emitted: [event('x'.repeat(1_003))] })).toMatchObject({ unaccounted: 0, problems: [] });
});

test('with numbers only, a million events are judged without their texts', () => {
  const oracle = new Oracle(false);
  for (let sequence = 1; sequence <= 2_000; sequence++) oracle.line(envelope(sequence));
  expect(oracle.arrivedCount).toBe(2_000);
  expect(oracle.verdict({ emitted: [], emittedUnkept: 2_000, lastWords: [words()] })).toMatchObject({ unaccounted: 0, problems: [] });
  expect(oracle.verdict({ emitted: [], emittedUnkept: 2_001, lastWords: [words()] })).toMatchObject({ unaccounted: 1 });
});

test('a record without a newline at its end is no NDJSON', () => {
  expect(() => new Oracle().record(Buffer.from(envelope(1)))).toThrow('A record must end with a newline');
});
