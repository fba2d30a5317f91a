import { envelopesIn, eventTextOf } from '../../../faults/oracle/envelope';

const TAIL = '"source":"arn:aws:lambda:eu-west-1:123456789012:function:f","version":"$LATEST","environment":"e1","sequence":7,"requestId":"r1"}';
const HEAD = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":';

test('decodes every line of a record', () => {
  const [first, second, ...others] = envelopesIn(Buffer.from(`${HEAD}"a\\nb",${TAIL}\n${HEAD}{"n":1},${TAIL}\n`));
  expect(others).toEqual([]);
  expect(first).toMatchObject({ environment: 'e1', sequence: 7, requestId: 'r1', type: 'function', record: 'a\nb' });
  expect(second.record).toEqual({ n: 1 });
});

test('returns the exact text of the event, even if a log line looks like an envelope', () => {
  const event = `${HEAD}{"big":12345678901234567890,"b":"\\u00e9 \\",\\"source\\":\\"arn:x\\"","a":1.0}`;
  const [envelope] = envelopesIn(Buffer.from(`${event},${TAIL}\n`));
  expect(eventTextOf(envelope)).toBe(`${event}}`);
});

test.each([0.01, 1e-7])('returns the text of an event without the sample rate %p that the extension has added', (rate) => {
  const event = `${HEAD}"the text ,\\"sampleRate\\":0.5"`;
  const [envelope] = envelopesIn(Buffer.from(`${event},"sampleRate":${rate},${TAIL}\n`));
  expect(eventTextOf(envelope)).toBe(`${event}}`);
});

test.each([
  ['no newline at the end', `${HEAD}1,${TAIL}`],
  ['an empty line', `${HEAD}1,${TAIL}\n\n`],
  ['invalid JSON', 'oops\n'],
  ['an event that is not in an envelope', `${HEAD}1}\n`],
  ['no sequence number', `${HEAD}1,${TAIL.replace('"sequence":7,', '')}\n`],
  ['no source', `${HEAD}1,${TAIL.replace(/"source":"[^"]*",/, '')}\n`],
])('rejects a record with %s', (_, text) => {
  expect(() => envelopesIn(Buffer.from(text))).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(corrupt|foreign)$/) }));
});
