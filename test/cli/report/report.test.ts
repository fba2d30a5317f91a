import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { EmbeddedKinesis } from '../../../simulator/kinesis';
import { CliRun } from '../cli-run';
import { EVENTS, LINES, RECORDED } from '../figures/recorded';
import { FORMATS, lineOf, zstd } from '../telemetry';

let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'report-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function report(...args: string[]) {
  const out = join(folder, 'out.html');
  const ended = await new CliRun(['report', ...args, '--out', out]).ended;
  return { ...ended, out, page: ended.code === 0 ? readFileSync(out, 'utf8') : '' };
}

/** Returns the cells of the table with this caption, without its head. */
function rowsOf(page: string, caption: RegExp): string[][] {
  const table = page.split('<table>').find((one) => caption.test(/<caption>([^<]*)/.exec(one)?.[1] ?? ''));
  const body = /<tbody>([^]*?)<\/tbody>/.exec(table ?? '')?.[1] ?? '';
  return body.split('<tr>').slice(1).map((row) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell.replace(/<[^>]*>/g, '')));
}

test('a page of the recorded demo has its true figures, and its name is on standard output', async () => {
  const { code, stdout, stderr, out, page } = await report(RECORDED);
  expect([code, stdout]).toEqual([0, `${out}\n`]);
  expect(stderr).toMatch(/^195 events, none missing: a page of \d+ KB\n$/);
  expect(rowsOf(page, /^Invocations and their durations/).map((row) => row.slice(0, 3))).toEqual([
    ['WebShop-Payments', '13', '4'], ['WebShop-Inventory', '10', '2'], ['WebShop-Reports', '4', '1'],
  ]);
  const overTime = rowsOf(page, /^Invocations in intervals/);
  const sum = (column: number) => overTime.reduce((total, row) => total + Number(row[column]), 0);
  expect([sum(1), sum(2), sum(3)]).toEqual([20, 6, 1]);
  expect(Object.fromEntries(rowsOf(page, /^Events by type/))).toMatchObject({ 'function': '86', 'platform.report': '27', 'telemetry.summary': '4' });
});

test('the page contains nothing that loads, runs or sends anything, whatever it shows', async () => {
  const { page } = await report(RECORDED);
  expect(/<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1].replaceAll('&#39;', '\''))
    .toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'$/);
  expect(page.match(/<script|<link|<img|<iframe|<form|<[^>]*\s(style|on\w+|src)=|url\(|@import|\shref="(?!#)/gi) ?? []).toEqual([]);
  // Charts have no ids: those of two pictures would be the same.
  expect(new Set(page.match(/ id="[^"]*"/g)).size).toBe(page.match(/ id="[^"]*"/g)!.length);
});

test('telemetry cannot become a part of the page', async () => {
  const attack = '</script></style></title></svg>--><script>document.title="mine"</script><img src=x onerror=alert(1)>';
  const requestId = '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa"><script>1</script>';
  const fields = { requestId, source: `arn:aws:lambda:eu-west-1:123456789012:function:${attack}`, environment: `e${attack}` };
  const file = join(folder, 'a<b>.ndjson');
  writeFileSync(file, [
    lineOf({ ...fields, sequence: 1, record: attack }), lineOf({ ...fields, sequence: 2, type: attack, record: attack }),
    lineOf({ ...fields, sequence: 4, type: 'platform.report', record: { requestId, status: attack, errorType: attack, metrics: { durationMs: 3, memorySizeMB: 128, maxMemoryUsedMB: 64, initDurationMs: 9 } } }),
    lineOf({ ...fields, sequence: 9, type: 'telemetry.dropped', record: { count: 1, bytes: 1, firstSequence: 5, lastSequence: 5, reason: attack } }),
    lineOf({ ...fields, sequence: 10, type: 'telemetry.omitted', record: { count: 1, bytes: 1, reasons: [{ reason: attack, rule: attack, count: 1, bytes: 1 }] } }),
    `${attack}\n`,
  ].join(''));
  const { page } = await report(file);
  expect(page.match(/<script|<img|<\/script/gi) ?? []).toEqual([]);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
  expect(page.match(/&lt;script&gt;document\.title=/g)!.length).toBeGreaterThan(8);
});

test('files and folders of an archive, in all formats', async () => {
  mkdirSync(join(folder, 'date=2026-11-20/hour=09'), { recursive: true });
  const time = '2026-11-20T09:00:00.123Z';
  let sequence = 0;
  for (const format of Object.keys(FORMATS)) {
    writeFileSync(join(folder, 'date=2026-11-20/hour=09', `${format}.bin`), FORMATS[format]('0a2k9x4mrq7vz1tb', [++sequence, ++sequence], time));
  }
  const some = join(folder, 'date=2026-11-20/hour=09/mixed.gz');
  const zstds = [[11], [12]].map((numbers) => FORMATS.zstd('0a2k9x4mrq7vz1tb', numbers, time));
  writeFileSync(some, gzipSync(Buffer.concat([zstd(Buffer.alloc(0)), ...zstds, Buffer.from(lineOf({ sequence: 13 }))])));
  writeFileSync(join(folder, 'date=2026-11-20/.hidden'), 'no telemetry');
  const { stderr, page } = await report(join(folder, 'date=2026-11-20'));
  expect(stderr).toContain('13 events, none missing');
  expect(rowsOf(page, /^6 sources/)).toHaveLength(6);
});

test('a truncated zstd file is told', async () => {
  const file = join(folder, 'truncated.zst');
  writeFileSync(file, Buffer.concat([Buffer.from(lineOf({ sequence: 1 })), FORMATS.zstd('0a2k9x4mrq7vz1tb', [2, 3], '2026-11-20T09:00:00.123Z').subarray(0, -5)]));
  const { code, stderr } = await report(file);
  expect(code).toBe(0);
  expect(stderr).toContain('the zstd data is truncated; the rest of it was not read');
});

test('a stream, of all shards', async () => {
  const kinesis = await EmbeddedKinesis.start({ streams: [{ name: 'telemetry', shards: 2 }] });
  try {
    const Records = LINES.map((line, index) => ({ Data: Buffer.from(`${line}\n`), PartitionKey: EVENTS[index].environment }));
    await kinesis.client.send(new PutRecordsCommand({ StreamName: 'telemetry', Records }));
    const out = join(folder, 'stream.html');
    const since = '2026-11-30T00:00:00Z';
    const { code, stdout, stderr } = await new CliRun(['report', '--stream', 'telemetry', '--since', since, '-o', out], {
      AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint, AWS_REGION: kinesis.region, AWS_ACCESS_KEY_ID: kinesis.accountId, AWS_SECRET_ACCESS_KEY: 'embedded',
    }).ended;
    expect([code, stdout]).toEqual([0, `${out}\n`]);
    expect(stderr).toContain('195 events, none missing');
    expect(rowsOf(readFileSync(out, 'utf8'), /^2 sources/).reduce((sum, [, , events]) => sum + Number(events), 0)).toBe(195);
  } finally {
    await kinesis.stop();
  }
});

test('the standard output, and from the standard input', async () => {
  const run = new CliRun(['report', '-', '--out', '-'], {}, readFileSync(RECORDED));
  const { code, stdout } = await run.ended;
  expect([code, stdout.slice(0, 15) === '<!doctype html>', stdout.endsWith('</html>\n')]).toEqual([0, true, true]);
});

test.each([
  ['no place', [], 'cdk-kinesis-telemetry-extension report: say what to read: files, --s3, or a stream by --stream, --stack or --prefix\n'],
  ['a file that is not there', ['nowhere.gz'], 'cdk-kinesis-telemetry-extension report: there is no file nowhere.gz\n'],
])('%s is a wrong argument', async (_, args, line) => {
  const { code, stdout, stderr } = await new CliRun(['report', ...args]).ended;
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr.startsWith(line)).toBe(true);
});

test('a folder without files is a wrong argument', async () => {
  expect(await report(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining(`there are no files in ${folder}\n`) });
});

test('without telemetry no page is written, and what was found is said', async () => {
  const file = join(folder, 'other.json');
  writeFileSync(file, '{"a":1}\n');
  const { code, stderr } = await report(file);
  expect(code).toBe(1);
  expect(stderr).toContain(`there is no telemetry in ${file}; 1 records could not be decoded\n`);
  expect(readdirSync(folder)).toEqual(['other.json']);
});

test('a page that cannot be written is told', async () => {
  const { code, stderr } = await new CliRun(['report', RECORDED, '--out', join(folder, 'no/such/folder.html')]).ended;
  expect(code).toBe(1);
  expect(stderr).toContain('folder.html cannot be written (ENOENT). --out names another file\n');
});
