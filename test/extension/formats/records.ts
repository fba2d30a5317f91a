import { Packer } from '../../../extension-src/delivery/packer';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';
import type { RecordShape } from '../../../extension-src/delivery/record-format';

export const ENVIRONMENT = '4fzzzxjylrx0a1b2';
export const TIME = '2026-11-20T09:00:00.123Z';

/** Returns a Telemetry API event whose record has this JSON text. */
export function event(record: string, type = 'function'): string {
  return `{"time":"${TIME}","type":"${type}","record":${record}}`;
}

/** Returns the records that the packer makes of these events. */
export function packed(events: readonly string[], shape: RecordShape = ndjson(1_000_000), oversized: 'shorten' | 'drop' = 'shorten'): PackedRecord[] {
  const records: PackedRecord[] = [];
  const packer = new Packer({
    origin: { source: 'arn:aws:lambda:eu-west-1:123456789012:function:orders', version: '$LATEST', environment: ENVIRONMENT },
    shape, partitionKey: 'environment', oversized, now: () => Date.parse('2026-11-20T10:00:00.000Z'),
    onFailed: (_range, error) => { throw error; },
    onRecord: (record) => records.push(record), onTooLarge: () => undefined,
  });
  for (const text of events) {
    const body = Buffer.from(text);
    packer.add(body, 0, body.length, '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa');
  }
  packer.seal();
  return records;
}

/** JSON texts of records that a careless encoder would change or fail on. */
export const AWKWARD_RECORDS: ReadonlyArray<readonly [what: string, json: string]> = [
  ['an empty text', '""'],
  ['an empty object', '{}'],
  ['an empty array', '[]'],
  ['a text with line breaks, as Lambda sends it', '"2026-11-20T09:00:00.123Z\\tid\\tINFO\\thello\\n"'],
  ['control characters', '"\\u0000\\u0001\\u001b[31m\\b\\f\\r\\n\\t\\u007f\\u0085\\u2028\\u2029"'],
  ['quotes and backslashes', '"\\"\\\\\\"\\\\\\\\\\/"'],
  ['other scripts and emoji', '"é 日本語 🎉 \\ud83c\\udf89 العربية"'],
  ['half of a surrogate pair', '"\\ud83d"'],
  ['numbers beyond 2^53', '{"id":12345678901234567890123,"tiny":1e-400,"huge":1E+999,"zero":-0,"exact":1.10}'],
  ['keys out of order and twice', '{"b":1,"a":2,"b":3,"":4,"__proto__":{"x":1}}'],
  ['deep nesting', `${'[{"a":'.repeat(200)}null${'}]'.repeat(200)}`],
  ['members that look like an envelope', '{"record":"no","type":"platform.start","time":"x","sequence":7}'],
  ['a text that looks like JSON', '"{\\"record\\":\\"no\\",\\"type\\":\\"function\\"}"'],
  ['spaces between tokens', '{ "a" : [ 1 , 2 ] }'],
  ['a number, true and null in a list', '[0,true,null,false,-1.5e3]'],
];
