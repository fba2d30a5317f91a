import { parseRecord } from '../../../demo/verdict/envelope';

const TAIL = '"source":"arn:aws:lambda:eu-west-1:123456789012:function:f","version":"$LATEST","environment":"e1","sequence":7,"requestId":"r1"}';
const HEAD = '{"time":"2026-11-20T09:00:00.123Z","type":"function","record":';

test('takes a record apart into its lines', () => {
  const [first, second, ...others] = parseRecord(Buffer.from(`${HEAD}"a\\nb",${TAIL}\n${HEAD}{"n":1},${TAIL}\n`));
  expect(others).toEqual([]);
  expect(first).toMatchObject({ environment: 'e1', sequence: 7, requestId: 'r1', type: 'function', record: 'a\nb', recordText: '"a\\nb"' });
  expect(second.record).toEqual({ n: 1 });
});

test('gives the event\'s text back to the character, even if a log line looks like an envelope', () => {
  const record = '{"big":12345678901234567890,"b":"\\u00e9 \\",\\"source\\":\\"x\\"","a":1.0}';
  const [parsed] = parseRecord(Buffer.from(`${HEAD}${record},${TAIL}\n`));
  expect(parsed.recordText).toBe(record);
  expect(parsed.eventText).toBe(`${HEAD}${record}}`);
});

test.each([
  ['no line break at the end', `${HEAD}1,${TAIL}`],
  ['an empty line', `${HEAD}1,${TAIL}\n\n`],
  ['no JSON', 'oops\n'],
  ['no envelope', `${HEAD}1}\n`],
  ['no sequence', `${HEAD}1,${TAIL.replace('"sequence":7,', '')}\n`],
])('does not accept a record with %s', (_, text) => {
  expect(() => parseRecord(Buffer.from(text))).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(corrupt|foreign)$/) }));
});
