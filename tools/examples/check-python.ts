import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventRecord, lineOf, ndjson } from '../../test/consumer/records';

const PAGE = resolve(__dirname, '../../docs/consuming.md');

/** Lines with and without gzip, and one record that cannot be read. */
const EVENT = {
  Records: [
    eventRecord(ndjson(lineOf(1)), '1'), eventRecord(gzipSync(ndjson(lineOf(2), lineOf(3, { record: { a: 'é' } }))), '2'),
    eventRecord(Buffer.from('x'), '3'), eventRecord(ndjson(lineOf(4)), '4'),
  ],
};
const EXPECTED = [
  '2026-11-20T09:00:00.123Z function hello', '2026-11-20T09:00:00.123Z function hello', '2026-11-20T09:00:00.123Z function {\'a\': \'é\'}',
  '3 not NDJSON', '{"batchItemFailures": [{"itemIdentifier": "3"}]}',
];

/** Runs the Python example of docs/consuming.md, apart from the tests, which do not need Python. */
const snippets = [...readFileSync(PAGE, 'utf8').matchAll(/^```python\n(.*?)^```/gms)].map(([, code]) => code);
const code = `${snippets.join('\n')}\nimport sys\nprint(json.dumps(handler(json.load(sys.stdin), None)))\n`;
const output = execFileSync('python3', ['-c', code], { input: JSON.stringify(EVENT), env: { ...process.env, PYTHONIOENCODING: 'utf8' } }).toString();
deepStrictEqual(output.trim().split('\n'), EXPECTED);
console.log('the Python example of docs/consuming.md runs');
