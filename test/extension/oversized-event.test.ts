import * as fc from 'fast-check';
import { shortenEvent } from '../../extension-src/delivery/oversized-event';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('shortening an event', () => {
  test('whatever the record, it fits, says what is missing, and keeps as much as fits', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', minLength: 50, maxLength: 300 }), fc.string({ unit: 'grapheme', minLength: 50, maxLength: 300 }));
    fc.assert(fc.property(text, fc.integer({ min: 80, max: 200 }), (record, maxBytes) => {
      const event = { time: 't', type: 'function', record };
      fc.pre(bytesOf(event) > maxBytes);
      const shortened = shortenEvent(Buffer.from(JSON.stringify(event)), maxBytes);
      expect(shortened!.length).toBeLessThanOrEqual(maxBytes);
      const parsed = JSON.parse(shortened!.toString()) as { record: string; truncatedBytes: number };
      expect(record.startsWith(parsed.record)).toBe(true);
      expect(parsed.truncatedBytes).toBe(bytesOf(record) - bytesOf(parsed.record));
      // The largest character has six bytes in JSON, and the count of what is missing may lose digits.
      expect(shortened!.length).toBeGreaterThan(maxBytes - 6 - 4);
    }));
  });

  test('an object becomes the beginning of its JSON', () => {
    const shortened = shortenEvent(Buffer.from('{"type":"function","record":{"a":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}}'), 70);
    expect(JSON.parse(shortened!.toString())).toEqual({ type: 'function', record: '{"a":[1,2,3,4,5,6', truncatedBytes: 26 });
  });

  test.each(['nonsense', '{"type":"function"}', '{"type":"function","record":1,"other":"far too long for what is allowed here"}'])('%s cannot be shortened', (event) => {
    expect(shortenEvent(Buffer.from(event), 40)).toBeUndefined();
  });
});
