import * as fc from 'fast-check';
import { eventBytes } from '../../../../extension-src/host/nodejs/event-bytes';

function scan(text: string): { events: string[]; malformed: string | undefined } {
  const body = Buffer.from(text);
  const { positions, count, malformed } = eventBytes.findEvents(body);
  const events = Array.from({ length: count }, (_, i) => body.toString('utf8', positions[i * 3], positions[i * 3 + 1]));
  return { events, malformed };
}

describe('scanning a Telemetry API body', () => {
  test.each([
    ['an empty array', '[]', []],
    ['one event', '[{"a":1}]', ['{"a":1}']],
    ['braces and brackets in strings', '[{"a":"}]{["},{"b":"[{"}]', ['{"a":"}]{["}', '{"b":"[{"}']],
    ['escaped quotes', '[{"a":"\\""},{"b":"\\\\"},{"c":"\\\\\\""}]', ['{"a":"\\""}', '{"b":"\\\\"}', '{"c":"\\\\\\""}']],
    ['nested values', '[{"a":{"b":[{"c":[1,{}]}]}}]', ['{"a":{"b":[{"c":[1,{}]}]}}']],
    ['white space between events', ' [ {"a":1} ,\n {"b":2}\t] ', ['{"a":1}', '{"b":2}']],
    ['numbers that a parser would round', '[{"a":12345678901234567890.10}]', ['{"a":12345678901234567890.10}']],
  ])('finds the events of %s', (_name, text, events) => {
    expect(scan(text)).toEqual({ events, malformed: undefined });
  });

  test('an escape on either side of the start of the native search is handled', () => {
    for (let length = 15; length <= 40; length++) {
      for (const ending of ['\\"', '\\\\', '\\\\\\"', 'x\\"y']) {
        const event = JSON.stringify({ a: 1 }).replace('1', `"${'x'.repeat(length)}${ending}"`);
        expect(scan(`[${event},{"b":2}]`)).toEqual({ events: [event, '{"b":2}'], malformed: undefined });
      }
    }
  });

  test.each([
    ['{}', 1], ['{"a":1}', 1], ['{"a":1,"b":[1,2,{"c":1,"d":2}]}', 2], ['{"a":"x,y","a":{"b":1,"c":2},"a":3}', 3],
  ])('counts the members of %s', (event, members) => {
    const { positions, count } = eventBytes.findEvents(Buffer.from(`[${event},${event}]`));
    expect(Array.from({ length: count }, (_, i) => positions[i * 3 + 2])).toEqual([members, members]);
  });

  test('a line break between tokens becomes a space, so that an envelope is one line', () => {
    expect(scan('[{\n  "a": "x\\ny",\r\n "b": 1\n}]').events).toEqual(['{   "a": "x\\ny",   "b": 1 }']);
  });

  test('a line break in a string, where JSON allows none, does not break the envelope into two lines', () => {
    expect(scan('\n[{"a":"x\ny"},{"b":"a long string with\na break"}]').events).toEqual(['{"a":"x y"}', '{"b":"a long string with a break"}']);
  });

  test('any JSON events are found unchanged', () => {
    fc.assert(fc.property(fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue())), (events) => {
      const texts = events.map((event) => JSON.stringify(event));
      expect(scan(`[${texts.join(',')}]`)).toEqual({ events: texts, malformed: undefined });
    }));
  });

  test('for any bytes, scanning ends and visits only text between braces', () => {
    const hostile = fc.array(fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', ' ', '1', 'é', '\n'), { maxLength: 60 });
    fc.assert(fc.property(hostile, (parts) => {
      for (const event of scan(parts.join('')).events) expect(event).toMatch(/^\{[^]*[}\]]$/);
    }), { numRuns: 500 });
  });

  test.each([
    ['', 'not a JSON array'],
    ['{"a":1}', 'not a JSON array'],
    ['null', 'not a JSON array'],
    ['[1]', 'expected an event at byte 1'],
    ['[{"a":1}', 'expected a comma at byte 8'],
    ['[{"a":1}{"b":2}]', 'expected a comma at byte 8'],
    ['[{"a":1},]', 'expected an event at byte 9'],
    ['[{"a":"x]', 'unterminated event at byte 1'],
    ['[{"a":"x\\"}]', 'unterminated event at byte 1'],
    ['[{"a":[1}', 'unterminated event at byte 1'],
  ])('%j is not telemetry', (text, malformed) => {
    expect(scan(text).malformed).toBe(malformed);
  });

  test('events before a broken event are visited', () => {
    expect(scan('[{"a":1},{"b":')).toEqual({ events: ['{"a":1}'], malformed: 'unterminated event at byte 9' });
  });
});
