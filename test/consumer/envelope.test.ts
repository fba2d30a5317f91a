import { lineOf } from './records';
import { decodeRecord, isKnown, isType, recordText } from '../../consumer-src';
import type { Envelope, KnownEnvelope } from '../../consumer-src';

const [report] = decodeRecord(Buffer.from(lineOf(1, {
  type: 'platform.report', record: { requestId: 'r', status: 'success', metrics: { durationMs: 12.5, billedDurationMs: 13 } },
})));

test('isType narrows the type of the record', () => {
  expect(isType(report, 'platform.start')).toBe(false);
  expect(isType(report, 'platform.report') && report.record.metrics.billedDurationMs).toBe(13);
});

test('isKnown narrows known envelopes by type and returns false for newer types', () => {
  const describe = (envelope: Envelope): string => isKnown(envelope) ? describeKnown(envelope) : `new: ${envelope.type}`;
  const describeKnown = (envelope: KnownEnvelope): string => {
    switch (envelope.type) {
      case 'platform.report': return `${envelope.record.metrics.durationMs} ms`;
      case 'telemetry.dropped': return `${envelope.record.count} dropped`;
      default: return envelope.type;
    }
  };
  expect(describe(report)).toBe('12.5 ms');
  for (const type of ['platform.newest', 'toString', '__proto__']) {
    expect(describe({ ...report, type })).toBe(`new: ${type}`);
  }
});

test.each([
  ['a number beyond 2^53', '12345678901234567890'],
  ['decimals', '1.0'],
  ['an object with escapes, brackets and commas', '{"b":"\\u00e9 \\",\\"source\\":\\"x\\"]}\\\\","a":[1.0,{"c":{}},[]],"b":2}'],
  ['a string', '"}, \\\\\\""'],
  ['null', 'null'],
])('recordText returns the text that Lambda wrote: %s', (_, text) => {
  for (const more of ['', '"truncatedBytes":3,', '"future":{},']) {
    const line = lineOf(1).replace('"record":"hello",', () => `"record":${text},${more}`);
    expect(recordText(decodeRecord(Buffer.from(line))[0])).toBe(text);
  }
});

test('recordText serializes the record if the envelope has no line or another order of members', () => {
  expect(recordText({ ...report, record: { a: 1 } })).toBe('{"a":1}');
  const line = `{"record": {"a": 1},${lineOf(1).replace('"record":"hello",', '').slice(1)}`;
  expect(recordText(decodeRecord(Buffer.from(line))[0])).toBe('{"a":1}');
});
