import * as fc from 'fast-check';
import { eventText, hostile, telemetry } from './telemetry-bodies';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { eventBytes } from '../../../extension-src/host/nodejs/event-bytes';
import { EventHeadReader } from '../../../extension-src/telemetry/event-head';
import { Intake } from '../../../extension-src/telemetry/intake';
import { InvocationTracker } from '../../../extension-src/telemetry/invocation-tracker';

function createIntake() {
  const totals = zeroTotals();
  const events: string[] = [];
  const reasons: string[] = [];
  const intake = new Intake({
    types: ['platform', 'function', 'extension'],
    tracker: new InvocationTracker(true),
    totals,
    onEvent: (body, start, end) => events.push(body.toString('utf8', start, end)),
    onLines: (body, positions, first, count) => {
      for (let i = first; i < first + count; i++) events.push(body.toString('utf8', positions[i * 3], positions[i * 3 + 1]));
    },
    onError: (error) => { throw error; },
    isSnapStart: false,
    onRestore: () => undefined,
    onMalformed: (reason) => reasons.push(reason),
  });
  return { intake, totals, events, reasons };
}

const parameters = { seed: 20_261_120, numRuns: 400 };

test('the events of any telemetry are passed on byte for byte and in order', () => {
  fc.assert(fc.property(fc.array(telemetry, { maxLength: 6 }), (bodies) => {
    const { intake, totals, events, reasons } = createIntake();
    for (const { text } of bodies) intake.take({ body: Buffer.from(text) });
    const expected = bodies.flatMap((body) => body.events);
    expect(events).toEqual(expected);
    expect(reasons).toEqual([]);
    expect(totals).toMatchObject({ received: expected.length, malformed: 0 });
  }), parameters);
});

test('hostile bodies never throw and do not affect later bodies', () => {
  fc.assert(fc.property(fc.array(fc.tuple(hostile, telemetry), { minLength: 1, maxLength: 6 }), (pairs) => {
    const { intake, totals, events } = createIntake();
    for (const [garbage, { text, events: expected }] of pairs) {
      intake.take({ body: Buffer.from(garbage) });
      const before = events.length;
      intake.take({ body: Buffer.from(text) });
      expect(events.slice(before)).toEqual(expected);
    }
    expect(totals.received).toBe(events.length);
  }), parameters);
});

test('for any bytes, a visited event is one line between braces, after the previous event', () => {
  fc.assert(fc.property(hostile, (garbage) => {
    const body = Buffer.from(garbage);
    let last = 0;
    const { positions, count } = eventBytes.findEvents(body);
    for (let i = 0; i < count; i++) {
      const [start, end] = positions.subarray(i * 3);
      expect(start).toBeGreaterThan(last - 1);
      expect(end).toBeLessThanOrEqual(body.length);
      expect(String.fromCharCode(body[start])).toBe('{');
      expect('}]').toContain(String.fromCharCode(body[end - 1]));
      expect(body.subarray(start, end).includes('\n')).toBe(false);
      last = end;
    }
  }), { ...parameters, numRuns: 1_000 });
});

describe("an event's head", () => {
  const heads = new EventHeadReader();
  const near = fc.oneof(
    fc.constantFrom('2026-11-20T09:00:00.123Z', '2026-11-20T09:00:00Z'),
    fc.string({ unit: fc.constantFrom('a', 'é', '"', 'Z'), minLength: 18, maxLength: 26 }).map((text) => `${text}Z`));
  const key = fc.constantFrom('time', 'type', 'record', 'kind', 'spans');
  const value = fc.oneof(near, fc.constantFrom('function', 'extension', 'platform.start'), fc.constant(1), fc.record({ time: near, type: fc.constant('function') }));
  const object = fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 4 })
    .map((entries) => JSON.stringify(Object.fromEntries(entries)));

  test('is read from the event with any position and surroundings', () => {
    const any = fc.oneof(object, eventText, fc.constantFrom('{}', '{ }'));
    fc.assert(fc.property(any, any, fc.constantFrom(',', ', ', ' ,  '), (text, next, comma) => {
      const event = JSON.parse(text) as { type?: unknown; time?: unknown; record?: unknown };
      const body = Buffer.from(`[${text}${comma}${next}]`);
      const head = typeof event.type === 'string' ? { type: event.type, time: typeof event.time === 'string' ? event.time : '' } : undefined;
      const read = heads.read(body, 1, 1 + Buffer.byteLength(text), Object.keys(event).length);
      expect(read && { type: read.type, time: read.time }).toEqual(head);
      if (read?.recordAt !== undefined) expect(body.toString('utf8', 1 + read.recordAt, 1 + Buffer.byteLength(text))).toBe(`${JSON.stringify(event.record)}}`);
    }), { ...parameters, numRuns: 5_000 });
  });
});
