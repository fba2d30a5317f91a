import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { aggregated, lineOf, logEvent, ndjson, subscription } from './records';
import { decodeRecord, RecordError } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';

const parameters = { seed: 20_261_120, numRuns: 300 };

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\u2028', '\\n', '"', '}', '{"messageType"'));
const record = fc.oneof(fc.jsonValue(), text, fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'source', 'line')), fc.jsonValue()));
const records = fc.array(record, { minLength: 1, maxLength: 20 });

const FORMATS: ReadonlyArray<readonly [string, (lines: readonly string[]) => Buffer]> = [
  ['NDJSON', (lines) => ndjson(...lines)],
  ['gzip', (lines) => gzipSync(ndjson(...lines))],
  ['the aggregated format', (lines) => aggregated(lines)],
  ['the subscription format', (lines) => subscription(lines.map((line, index) => logEvent(index + 1, line)))],
];

/** Returns the envelopes, or undefined after a typed error. Rethrows any other error. */
function outcome(data: Uint8Array): Envelope[] | undefined {
  try {
    return decodeRecord(data);
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}

describe.each(FORMATS)('%s', (name, encode) => {
  test('decodes any records unchanged', () => {
    fc.assert(fc.property(records, (all) => {
      const lines = all.map((one, index) => lineOf(index + 1, { record: one }));
      const found = decodeRecord(encode(lines)).map((envelope) => name === 'the subscription format' ? `${String(envelope.record)}` : `${envelope.line}\n`);
      expect(found).toEqual(lines);
    }), parameters);
  });

  test('truncated at any byte, throws a typed error or returns only whole envelopes', () => {
    const lines = [lineOf(1), lineOf(2, { record: 'é'.repeat(20) }), lineOf(3, { record: [1, { a: 'b' }] })];
    const data = encode(lines);
    const whole = decodeRecord(data);
    for (let length = 0; length < data.length; length++) {
      const found = outcome(data.subarray(0, length));
      if (name === 'NDJSON') expect(found === undefined || data[length - 1] === 0x0a).toBe(true);
      else expect(found).toBeUndefined();
      if (found) expect(found).toEqual(whole.slice(0, found.length));
    }
  });

  test('with any bits flipped, throws a typed error or returns envelopes', () => {
    fc.assert(fc.property(records, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (all, flips) => {
      const data = encode(all.map((one, index) => lineOf(index + 1, { record: one })));
      for (const flip of flips) data[(flip >>> 3) % data.length] ^= 1 << (flip & 7);
      for (const envelope of outcome(data) ?? []) {
        const { time, type, environment, sequence } = envelope;
        expect([time, type, environment, sequence].map((value) => typeof value)).toEqual(['string', 'string', 'string', 'number']);
      }
    }), parameters);
  });
});

test('random bytes after the first bytes of any format throw a typed error', () => {
  const beginnings = ['', '1f8b', '1f8b0800000000000003', '28b52ffd', 'f3899ac2', '7b', '7b226d65737361676554797065'].map((hex) => Buffer.from(hex, 'hex'));
  fc.assert(fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 200 }), (beginning, rest) => {
    expect(outcome(Buffer.concat([beginning, rest]))).toBeUndefined();
  }), { ...parameters, numRuns: 2_000 });
});
