import * as fc from 'fast-check';
import { memberText } from '../../consumer-src/json-bytes';
import { AWKWARD_RECORDS, event } from '../extension/formats/records';

const text = (object: string, name: string) => memberText(Buffer.from(object), name)?.toString();

test.each(AWKWARD_RECORDS)('memberText returns %s unchanged', (_what, json) => {
  expect(text(event(json), 'record')).toBe(json);
  expect(text(`{ "other" : "record" ,\n"record" :  ${json}\t}`, 'record')).toBe(json);
  expect(text(`{"record":${json},"source":"x"}`, 'record')).toBe(json);
});

test.each([
  ['{}', undefined],
  ['{"a":{"record":1}}', undefined],
  ['{"a":["record",1]}', undefined],
  ['{"record ":1}', undefined],
  ['{"a":"record","b":1}', undefined],
  ['{"a":"record","record":1}', '1'],
  ['{"a":"\\"record\\":2","record":1}', '1'],
  ['{"record":"record"}', '"record"'],
])('memberText of %s', (object, expected) => expect(text(object, 'record')).toBe(expected));

test('memberText returns undefined for truncated text', () => {
  const whole = event('{"a":["\\"",{}]}');
  for (let end = 0; end < whole.length; end++) expect(text(whole.slice(0, end), 'record')).toBeUndefined();
  expect(text('{"record":"never ends', 'record')).toBeUndefined();
  expect(text('{"record":"\\', 'record')).toBeUndefined();
});

test('memberText finds the same value as a parser', () => {
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'record', '"', 'é'), fc.jsonValue()), fc.constantFrom(undefined, 1, 2), (object, space) => {
    const found = text(JSON.stringify(object, undefined, space), 'record');
    expect(found === undefined ? undefined : JSON.stringify(JSON.parse(found))).toEqual(JSON.stringify(object.record));
  }));
});
