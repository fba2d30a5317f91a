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

  test('an event that is nested too deeply cannot be shortened', () => {
    expect(shortenEvent(Buffer.from(`{"record":${'['.repeat(600_000)}${']'.repeat(600_000)}}`), 1_000_000)).toBeUndefined();
  });

  test('an event that fits only without its record keeps nothing of it', () => {
    const event = Buffer.from(JSON.stringify({ type: 'function', record: 'x'.repeat(100) }));
    const least = bytesOf({ type: 'function', record: '', truncatedBytes: 100 });
    expect(JSON.parse(shortenEvent(event, least)!.toString())).toEqual({ type: 'function', record: '', truncatedBytes: 100 });
    expect(shortenEvent(event, least - 1)).toBeUndefined();
  });

  test.each(['nonsense', '{"type":"function"}', '{"type":"function","record":1,"other":"far too long for what is allowed here"}'])('%s cannot be shortened', (event) => {
    expect(shortenEvent(Buffer.from(event), 40)).toBeUndefined();
  });
});
