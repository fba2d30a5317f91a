import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeBinary } from '../../simulator';
import { bundleCli } from '../../tools/cli/bundle-cli';

const ROOT = resolve(__dirname, '../..');
const CLI = join(ROOT, 'cli');

/** A folder in which nothing but the command line is. */
const alone = mkdtempSync(join(tmpdir(), 'cli-'));

beforeAll(() => cpSync(CLI, join(alone, 'cli'), { recursive: true }));
afterAll(() => rmSync(alone, { recursive: true, force: true }));

test.each([
  ['the oldest supported Node.js', process.execPath], ['Node.js 22', nodeBinary('nodejs22.x')], ['Node.js 24', nodeBinary('nodejs24.x')],
])('needs no other package, on %s', (_, node) => {
  const main = join(alone, 'cli/main.mjs');
  expect(execFileSync(node, [main, 'tail', '--help'], { env: {}, cwd: alone }).toString()).toContain('--whole-request');
  expect(execFileSync(node, [main, '--version'], { env: {}, cwd: alone }).toString()).toBe('0.0.0\n');
});

test('is executable, and names its interpreter', () => {
  expect(statSync(join(CLI, 'main.mjs')).mode & 0o111).toBe(0o111);
  expect(readFileSync(join(CLI, 'main.mjs'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('loads the clients for SSM and CloudFormation, and each way to sign in, only when it needs them', () => {
  const main = readFileSync(join(CLI, 'main.mjs'), 'utf8');
  const loadedAtOnce = [...main.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.mjs)"/g)].map(([, file]) => file);
  const onDemand = readdirSync(CLI).filter((file) => /^(read-parameter|read-stack|dist-es|sso-oidc|sts|loadSso|signin)-/.test(file));
  expect(onDemand.length).toBeGreaterThan(8);
  expect(loadedAtOnce.filter((file) => onDemand.includes(file))).toEqual([]);
});

test('quotes the licences of the packages in it', () => {
  const notices = readFileSync(join(CLI, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toMatch(/^The command line in this package contains parts of the following packages\./);
  for (const name of ['@aws-sdk/client-kinesis', '@aws-sdk/client-ssm', '@aws-sdk/client-cloudformation', 'picocolors']) expect(notices).toContain(`\n${name} `);
});

test('the same sources give the same bytes', async () => {
  const [one, two] = await Promise.all([bundleCli('1.2.3'), bundleCli('1.2.3')]);
  expect(one.files.map(({ path }) => path)).toEqual(two.files.map(({ path }) => path));
  expect(one.files.every(({ content }, index) => Buffer.from(content).equals(two.files[index].content))).toBe(true);
});

test('the construct library imports nothing of the AWS SDK', () => {
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.filter((file) => /from '(@aws-sdk|@smithy)\//.test(readFileSync(join(ROOT, 'src', file), 'utf8')))).toEqual([]);
});
