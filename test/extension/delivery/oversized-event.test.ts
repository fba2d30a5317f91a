import * as fc from 'fast-check';
import { shortenEvent } from '../../../extension-src/delivery/oversized-event';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('shortening an event', () => {
  test('any record is shortened to the limit, states what is missing, and keeps as much as fits', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', minLength: 50, maxLength: 300 }), fc.string({ unit: 'grapheme', minLength: 50, maxLength: 300 }));
    fc.assert(fc.property(text, fc.integer({ min: 80, max: 200 }), (record, maxBytes) => {
      const event = { time: 't', type: 'function', record };
      fc.pre(bytesOf(event) > maxBytes);
      const shortened = shortenEvent(Buffer.from(JSON.stringify(event)), maxBytes);
      expect(shortened!.length).toBeLessThanOrEqual(maxBytes);
      const parsed = JSON.parse(shortened!.toString()) as { record: string; truncatedBytes: number };
      expect(record.startsWith(parsed.record)).toBe(true);
      expect(parsed.truncatedBytes).toBe(bytesOf(record) - bytesOf(parsed.record));
      // The largest character has six bytes in JSON, and `truncatedBytes` may have fewer digits.
      expect(shortened!.length).toBeGreaterThan(maxBytes - 6 - 4);
    }));
  });

  test('an object becomes the beginning of its JSON', () => {
    const shortened = shortenEvent(Buffer.from('{"type":"function","record":{"a":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}}'), 70);
    expect(JSON.parse(shortened!.toString())).toEqual({ type: 'function', record: '{"a":[1,2,3,4,5,6', truncatedBytes: 26 });
  });

  // Characters of each length in JSON or UTF-8, and those at the borders.
  test.each([
    '22', '5c', '0a', '00', '1f', '20', '61', '7f', '80', 'e9', '7ff', '800', '20ac', 'd7ff', 'd800', 'dfff', 'e000', 'ffff', '10000', '1f600', '10ffff',
  ])('a text of U+%s fills the limit to the byte', (hex) => {
    const character = String.fromCodePoint(parseInt(hex, 16));
    const event = { type: 'function', record: character.repeat(600) };
    const bytesOfOne = bytesOf(character) - bytesOf('');
    for (let maxBytes = 100; maxBytes < 112; maxBytes++) {
      const shortened = shortenEvent(Buffer.from(JSON.stringify(event)), maxBytes)!;
      const { record } = JSON.parse(shortened.toString()) as typeof event;
      expect(record).toBe(character.repeat(record.length / character.length));
      expect(shortened.length).toBeLessThanOrEqual(maxBytes);
      expect(shortened.length + bytesOfOne).toBeGreaterThan(maxBytes);
    }
  });

  test.each([0, 1])('a long text of pairs keeps whole characters, with %i bytes before them', (before) => {
    const record = 'a'.repeat(before) + '\u{1f600}'.repeat(20_000);
    const event = { type: 'function', record };
    for (let maxBytes = 50_000; maxBytes < 50_008; maxBytes++) {
      const shortened = JSON.parse(shortenEvent(Buffer.from(JSON.stringify(event)), maxBytes)!.toString()) as typeof event;
      expect(record.startsWith(shortened.record)).toBe(true);
      expect(shortened.record.length % 2).toBe(before);
      expect(bytesOf(shortened) + 4).toBeGreaterThan(maxBytes);
    }
  });

  test('a record that is nested more deeply than the engine reads is shortened all the same', () => {
    const shortened = shortenEvent(Buffer.from(`{"record":${'['.repeat(600_000)}${']'.repeat(600_000)}}`), 500_000)!;
    const { record, truncatedBytes } = JSON.parse(shortened.toString()) as { record: string; truncatedBytes: number };
    expect(record).toBe('['.repeat(record.length));
    expect(record.length + truncatedBytes).toBe(1_200_000);
    // `truncatedBytes` has a digit less than that of the whole.
    expect(shortened.length).toBe(500_000 - 1);
  });

  test('another member that is nested too deeply prevents it', () => {
    expect(shortenEvent(Buffer.from(`{"other":${'['.repeat(600_000)}${']'.repeat(600_000)},"record":"${'x'.repeat(600_000)}"}`), 1_500_000)).toBeUndefined();
  });

  test('what is kept of a record keeps its bytes', () => {
    const shortened = (record: string, bytes: number) => shortenEvent(Buffer.from(`{"type":"function","record":${record}}`), bytes)!.toString();
    // JSON.parse would write 1 and 12345678901234567000, forget the first of two names, and resolve the escapes.
    expect(shortened(`{"a":1.0,"a" : 12345678901234567890,"b":"${'x'.repeat(60)}"}`, 105))
      .toBe('{"type":"function","record":"{\\"a\\":1.0,\\"a\\" : 12345678901234567890,\\"b\\":\\"xxxxx","truncatedBytes":57}');
    expect(shortened(`"\\u0041\\/\\u003c${'x'.repeat(60)}"`, 68)).toBe('{"type":"function","record":"\\u0041\\/\\u003cxxx","truncatedBytes":57}');
  });

  test('JSON on several lines is kept as text of several lines', () => {
    const record = JSON.stringify({ a: 'x', b: ['y'.repeat(100)] }, undefined, '\t');
    const { record: kept, truncatedBytes } = JSON.parse(shortenEvent(Buffer.from(`{"type":"function","record":${record}}`), 120)!.toString()) as Record<string, string>;
    expect(record.startsWith(kept)).toBe(true);
    expect(kept).toMatch(/^\{\n\t"a": "x",\n\t"b": \[\n\t\t"y+$/);
    expect(truncatedBytes).toBe(record.length - kept.length);
  });

  // Of each escape all or nothing, and of a pair both.
  test.each(['\\n', '\\\\', '\\"', '\\u0041', '\\ud83d\\ude00', '\\ud83d'])('of a text of %s no escape is cut', (escape) => {
    for (let maxBytes = 100; maxBytes < 113; maxBytes++) {
      const shortened = shortenEvent(Buffer.from(`{"type":"function","record":"${escape.repeat(100)}"}`), maxBytes)!;
      const kept = /"record":"(.*)","truncated/.exec(shortened.toString())![1];
      expect(kept).toBe(escape.repeat(kept.length / escape.length));
      expect(shortened.length).toBeLessThanOrEqual(maxBytes);
      expect(shortened.length + escape.length).toBeGreaterThan(maxBytes);
      expect((JSON.parse(shortened.toString()) as { truncatedBytes: number }).truncatedBytes).toBe(100 * escape.length - kept.length);
    }
  });

  test('the other members stay, in their order', () => {
    const [before, after] = ['{"time":"t","type":"function",', ',"masked":{"record":2}}'];
    const shortened = shortenEvent(Buffer.from(`${before}"record":"${'x'.repeat(100)}"${after}`), 87)!.toString();
    expect(shortened).toBe(`${before}"record":"xx"${after.slice(0, -1)},"truncatedBytes":98}`);
    expect(shortenEvent(Buffer.from(`{"truncatedBytes":5,"record":"${'x'.repeat(100)}"}`), 50)!.toString())
      .toBe('{"truncatedBytes":84,"record":"xxxxxxxxxxxxxxxx"}');
  });

  // Each of them is larger than the limit, so that only its content prevents it.
  test.each(['"\\x', '"\\u12g4', '"\t', '[\v', '"\\ud83d\\u', '"a" "b'])('a record that begins with %j is no JSON, and cannot be shortened', (record) => {
    const close = record.startsWith('[') ? ']' : '"';
    expect(shortenEvent(Buffer.from(`{"type":"function","record":${record}${'x'.repeat(100)}${close}}`), 90)).toBeUndefined();
    expect(shortenEvent(Buffer.from(`{"type":"function","record":${record[0]}${'x'.repeat(100)}${close}}`), 90)).toBeDefined();
  });

  test('an event that fits only without its record keeps nothing of it', () => {
    const event = Buffer.from(JSON.stringify({ type: 'function', record: 'x'.repeat(100) }));
    const least = bytesOf({ type: 'function', record: '', truncatedBytes: 100 });
    expect(JSON.parse(shortenEvent(event, least)!.toString())).toEqual({ type: 'function', record: '', truncatedBytes: 100 });
    expect(shortenEvent(event, least - 1)).toBeUndefined();
  });

  test.each(['nonsense', '{"type":"function"}', '{"type":"function","record":}', '{"type":"function","record":"x"', '{"type":"function","record":1,"other":"far too long for what is allowed here"}'])('%s cannot be shortened', (event) => {
    expect(shortenEvent(Buffer.from(event), 40)).toBeUndefined();
  });
});
