import * as fc from 'fast-check';
import { Expectation, judge, PrintedLines } from '../../../demo/verdict/completeness';
import { envelopesIn, StreamEnvelope } from '../../../faults/oracle/envelope';

const SOURCE = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

function event(record: unknown, type: string = 'function'): string {
  return JSON.stringify({ time: '2026-11-20T09:00:00.123Z', type, record });
}

/** The envelope that the extension creates for an event. */
function envelope(eventText: string, sequence: number, environment: string = 'env-a', source: string = SOURCE): StreamEnvelope {
  const [parsed] = envelopesIn(Buffer.from(`${eventText.slice(0, -1)},"source":"${source}","version":"$LATEST","environment":"${environment}","sequence":${sequence}}\n`));
  return parsed;
}

function expectation(events: readonly string[], id: string = 'Orders, environment 1'): Expectation {
  return { id, source: SOURCE, events };
}

const EVENTS = [event({ phase: 'init' }, 'platform.initStart'), event('one\n'), event('two\n'), event('one\n'), event({ level: 'INFO', message: 'three' })];
const PRINTED: PrintedLines[] = [{ source: SOURCE, lines: ['one\n', 'two\n', 'one\n', '{"level":"INFO",\n"message":"three"}'.replace('\n', '')] }];
const COMPLETE = EVENTS.map((text, index) => envelope(text, index + 1));

test('finds no problem if every event arrived once, in any order', () => {
  for (const envelopes of [COMPLETE, [...COMPLETE].reverse()]) {
    expect(judge([expectation(EVENTS)], PRINTED, envelopes)).toMatchObject({ delivered: 5, missing: 0, duplicated: 0, problems: [] });
  }
});

test('finds and names every missing event', () => {
  for (const [index, text] of EVENTS.entries()) {
    const verdict = judge([expectation(EVENTS)], [], COMPLETE.filter((_, position) => position !== index));
    expect(verdict).toMatchObject({ delivered: 4, missing: 1 });
    expect(verdict.problems.join('\n')).toContain(text.slice(0, 100));
  }
});

test('finds a gap in the sequence numbers without knowing the emitted events', () => {
  const without3 = COMPLETE.filter(({ sequence }) => sequence !== 3);
  const verdict = judge([expectation(EVENTS.filter((_, index) => index !== 2))], [], without3);
  expect(verdict.missing).toBe(0);
  expect(verdict.problems).toEqual([expect.stringContaining('sequence numbers 3 to 3 are neither in the stream')]);
});

test('finds that the first event is missing by the sequence numbers alone', () => {
  const verdict = judge([expectation(EVENTS.slice(1))], [], COMPLETE.slice(1));
  expect(verdict.problems).toEqual([expect.stringContaining('sequence numbers 1 to 1')]);
});

test('counts duplicates, which are not a problem because delivery is at least once', () => {
  expect(judge([expectation(EVENTS)], PRINTED, [...COMPLETE, COMPLETE[1], COMPLETE[1]]))
    .toMatchObject({ delivered: 5, missing: 0, duplicated: 2, problems: [] });
});

test('counts an event that Lambda posted twice, which has two sequence numbers', () => {
  expect(judge([expectation(EVENTS)], PRINTED, [...COMPLETE, envelope(EVENTS[2], 6)]))
    .toMatchObject({ delivered: 5, missing: 0, duplicated: 1, problems: [] });
});

test('does not count one of two equal lines for both', () => {
  const verdict = judge([expectation(EVENTS)], PRINTED, [...COMPLETE.slice(0, 3), envelope(EVENTS[4], 4)]);
  expect(verdict).toMatchObject({ delivered: 4, missing: 1 });
});

test('rejects two different events with one sequence number', () => {
  const { problems } = judge([expectation(EVENTS)], [], [...COMPLETE.slice(0, 4), envelope(EVENTS[4], 4)]);
  expect(problems).toContainEqual(expect.stringContaining('two different events with sequence number 4'));
});

test('reports events that the extension dropped: dropped events are missing', () => {
  const dropped = event({ count: 2, bytes: 40, firstSequence: 2, lastSequence: 3, reason: 'buffer full' }, 'telemetry.dropped');
  const envelopes = [COMPLETE[0], ...COMPLETE.slice(3), envelope(dropped, 6)];
  const verdict = judge([expectation(EVENTS)], [], envelopes);
  expect(verdict.missing).toBe(2);
  expect(verdict.problems).toContainEqual(expect.stringContaining('dropped 2 events, sequence numbers 2 to 3: buffer full'));
  expect(verdict.problems.join('\n')).not.toContain('gap');
});

test('finds a gap that a dropped range covers only in part', () => {
  const dropped = event({ count: 1, bytes: 20, firstSequence: 2, lastSequence: 2, reason: 'buffer full' }, 'telemetry.dropped');
  const { problems } = judge([expectation(EVENTS)], [], [COMPLETE[0], ...COMPLETE.slice(3), envelope(dropped, 6)]);
  expect(problems).toContainEqual(expect.stringContaining('sequence numbers 2 to 3 are neither in the stream'));
});

test('reports an unknown environment', () => {
  const stranger = envelope(event('who?'), 1, 'env-x');
  const { problems } = judge([expectation(EVENTS)], PRINTED, [...COMPLETE, stranger]);
  expect(problems).toEqual([expect.stringContaining('environment env-x is in the stream')]);
});

test('reports an event that was never emitted, or was changed', () => {
  const changed = [...COMPLETE.slice(0, 4), envelope(event({ level: 'INFO', message: 'thr\u00e9e' }), 5)];
  const verdict = judge([expectation(EVENTS)], [], changed);
  expect(verdict.missing).toBe(1);
  expect(verdict.problems).toContainEqual(expect.stringContaining('in the stream, but never emitted'));
});

test('compares texts, not values: another order of keys is another event', () => {
  const emitted = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"a":1,"b":12345678901234567890}}';
  const rewritten = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":{"b":12345678901234567000,"a":1}}';
  expect(judge([expectation([emitted])], [], [envelope(emitted, 1)]).problems).toEqual([]);
  expect(judge([expectation([emitted])], [], [envelope(rewritten, 1)]).missing).toBe(1);
});

test('reports the wrong function', () => {
  const { problems } = judge([expectation(EVENTS)], [], EVENTS.map((text, index) => envelope(text, index + 1, 'env-a', `${SOURCE}-2`)));
  expect(problems).toContainEqual(expect.stringContaining(`got ${SOURCE}-2`));
});

test('reports a printed line that is not in the stream', () => {
  const { problems } = judge([expectation(EVENTS)], [{ source: SOURCE, lines: [...PRINTED[0].lines, 'four\n'] }], COMPLETE);
  expect(problems).toEqual([expect.stringContaining('printed a line that is not in the stream: four')]);
});

test('does not accept the line of another function', () => {
  const { problems } = judge([expectation(EVENTS)], [{ source: `${SOURCE}-2`, lines: ['one\n'] }], COMPLETE);
  expect(problems).toHaveLength(1);
});

test('an empty stream is not complete', () => {
  expect(judge([expectation(EVENTS)], PRINTED, [])).toMatchObject({ delivered: 0, missing: 5 });
});

test('tells two starts of an environment\'s processes apart by their events', () => {
  const second = [event({ phase: 'init', again: true }, 'platform.initStart'), event('one\n')];
  const expectations = [expectation(EVENTS), expectation(second, 'Orders, environment 1, start 2')];
  const verdict = judge(expectations, [], [...COMPLETE, ...second.map((text, index) => envelope(text, index + 1, 'env-b'))]);
  expect(verdict).toMatchObject({ delivered: 7, missing: 0, problems: [] });
  expect(verdict.perExpectation.get('Orders, environment 1, start 2')).toEqual({ delivered: 2, missing: 0, duplicated: 0 });
});

test('finds any event that is removed from a stream', () => {
  const logs = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue().map((value) => ({ message: value }))), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(logs, fc.nat(), (records, victim) => {
    const events = records.map((record) => event(record));
    const envelopes = events.map((text, index) => envelope(text, index + 1));
    expect(judge([expectation(events)], [], envelopes)).toMatchObject({ delivered: events.length, missing: 0, problems: [] });
    envelopes.splice(victim % envelopes.length, 1);
    expect(judge([expectation(events)], [], envelopes).missing).toBe(1);
  }), { numRuns: 100 });
});

describe('what a setting left out or masked', () => {
  const omitted = (count: number, sequence: number) => envelope(event({ count, bytes: 100 * count, reasons: [] }, 'telemetry.omitted'), sequence);
  const masked = (text: string, count: number, sequence: number) => envelope(`${text.slice(0, -1)},"masked":{"email":${count}}}`, sequence);

  test('is no problem if the stream reports as much as there must be', () => {
    const envelopes = [...COMPLETE.slice(0, 4), masked(EVENTS[4], 3, 5), omitted(2, 6)];
    const verdict = judge([{ ...expectation(EVENTS), omitted: 2, masked: 3 }], PRINTED, envelopes);
    expect(verdict).toMatchObject({ delivered: 5, missing: 0, omitted: { events: 2, bytes: 200 }, masked: 3, problems: [] });
  });

  test('is a problem if the stream reports more or less', () => {
    for (const [events, secrets, problem] of [
      [1, 3, '2 events must be left out, and the stream reports 1'], [2, 2, '3 secrets must be masked, and the stream reports 2'],
    ] as const) {
      const envelopes = [...COMPLETE.slice(0, 4), masked(EVENTS[4], secrets, 5), omitted(events, 6)];
      const { problems } = judge([{ ...expectation(EVENTS), omitted: 2, masked: 3 }], [], envelopes);
      expect(problems).toEqual([expect.stringContaining(problem)]);
    }
  });
});
