import { gzipSync } from 'node:zlib';
import { countEvents } from '../../../benchmark/kinesis/count-events';

const LINES = Buffer.from(['function', 'platform.start', 'function'].map((type, index) =>
  `{"time":"2026-11-20T09:00:00.123Z","type":"${type}","record":"a","source":"arn:aws:lambda:eu-west-1:123456789012:function:f","version":"1","environment":"e","sequence":${index + 1}}\n`).join(''));

test('counts the function events in lines of JSON', () => {
  expect(countEvents([LINES])).toBe(2);
});

test('counts the events in compressed records', () => {
  expect(countEvents([gzipSync(LINES)])).toBe(2);
});

test('counts a duplicate once', () => {
  expect(countEvents([LINES, Buffer.from('{"type":"function","record":"other","environment":"e","sequence":4}\n'), LINES])).toBe(3);
});

test('counts every event without a sequence number', () => {
  const naive = Buffer.from('{"time":"2026-11-20T09:00:00.123Z","type":"function","record":"a"}');
  expect(countEvents([naive, naive])).toBe(2);
});
