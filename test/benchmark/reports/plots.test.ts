import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Run by tsx, because the plots need ES modules, which jest cannot load. */
const SCRIPT = `
const { writeResults } = require('./benchmark/reports/write-results');
const { toJsonReport } = require('./benchmark/reports/json-report');
const { aResult } = require('./test/benchmark/results/a-result');
const result = aResult();
writeResults(result, toJsonReport(result), process.argv[1]);
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-plots-'));
  execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', SCRIPT, folder], { cwd: resolve(__dirname, '../../..') });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['start-up.svg', ['this, native', 'this, Node.js', 'minimal Go', '>8<', '>38<', '>125<', '>560<', '>2,100<']],
  ['memory.svg', ['after 100,000 events', '>4<', '>15<', '>59<', '>71<', '>102<']],
  ['cpu.svg', ['log line of 2,000 bytes', 'minimal Go, text', '>6.5<', '>8.0<', '>23.0<', '>38<', 'this, native, ndjson gzip', '>14.5<']],
  ['hold.svg', ['native host', 'end-of-invocation', '>40<', '>0.2<']],
  ['patterns.svg', ['bursts of 6', 'steady', '>8,500<', '>0.6<', '>990<']],
  ['put-units.svg', ['>164<', '>120<', '>10,011<']],
  ['dollars.svg', ['CloudWatch Logs', '>0.36<', '>1.57<']],
])('%s is an image with a transparent background that shows the figures', (name, texts) => {
  const svg = readFileSync(join(folder, name), 'utf8');
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).not.toContain('fill="white"');
  for (const text of texts) expect(svg).toContain(text);
});

test('results.json contains the figures of the plots', () => {
  expect(JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'))).toMatchObject({ register: { ratio: 1.1 }, label: 'a test' });
});
