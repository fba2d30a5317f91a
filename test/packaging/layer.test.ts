import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromBuffer } from 'yauzl';
import type { Entry } from 'yauzl';
import { buildLayer } from '../../projenrc/layer-zip';
import type { LambdaRuntime } from '../../simulator';
import { nodeBinary } from '../../simulator';

const ROOT = resolve(__dirname, '../..');

function entries(zip: Buffer): Promise<Entry[]> {
  return new Promise((done, fail) => fromBuffer(zip, (error, file) => {
    if (error) return fail(error);
    const found: Entry[] = [];
    return file.on('entry', (entry: Entry) => found.push(entry)).on('end', () => done(found)).on('error', fail);
  }));
}

describe('the layer', () => {
  const built = readFileSync(resolve(ROOT, 'assets/layer.zip'));

  test('two builds give the same bytes', async () => {
    const { zip } = await buildLayer(ROOT);
    expect(Buffer.from(zip).equals(built)).toBe(true);
  });

  test('the time zone of the builder does not show in the bytes', () => {
    const script = `require('./projenrc/layer-zip').buildLayer(${JSON.stringify(ROOT)}).then(({ zip }) =>
      process.stdout.write(require('node:crypto').createHash('sha256').update(zip).digest('hex')))`;
    const hashes = ['Pacific/Kiritimati', 'America/Los_Angeles'].map((TZ) =>
      execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: ROOT, env: { ...process.env, TZ, NODE_OPTIONS: '' } }).toString());
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('holds the launcher, executable, and the private folder, and nothing else', async () => {
    const found = (await entries(built)).map((entry) => [entry.fileName, (entry.externalFileAttributes >>> 16).toString(8)]);
    expect(found).toEqual([
      ['extensions/kinesis-telemetry-extension', '100755'],
      ['kinesis-telemetry-extension/kinesis.cjs', '100644'],
      ['kinesis-telemetry-extension/main.cjs', '100644'],
      ['kinesis-telemetry-extension/THIRD-PARTY-NOTICES.txt', '100644'],
    ]);
  });

  test('is as small as the design asks: 200 KB, its code 500 KB', async () => {
    expect(built.length).toBeLessThanOrEqual(200_000);
    const code = (await entries(built)).filter(({ fileName }) => fileName.endsWith('.cjs'));
    expect(code.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)).toBeLessThanOrEqual(500_000);
  });

  test('no path of the machine that built it is in it', async () => {
    const { files } = await buildLayer(ROOT);
    for (const { content } of files) expect(Buffer.from(content).includes(ROOT)).toBe(false);
  });

  test('what starts the extension needs nothing but node:http, and files', async () => {
    const { files } = await buildLayer(ROOT);
    const main = Buffer.from(files.find(({ name }) => name === 'main.cjs')!.content).toString();
    const modules = [...main.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(new Set(modules)).toEqual(new Set(['node:fs', 'node:http', 'node:crypto', './kinesis.cjs']));
  });
});

describe('the launcher', () => {
  const launcher = readFileSync(resolve(ROOT, 'extension-src/kinesis-telemetry-extension.sh'), 'utf8');

  test('has line ends that Lambda can execute', () => {
    expect(launcher.startsWith('#!/bin/sh\n')).toBe(true);
    expect(launcher).not.toContain('\r');
  });

  test.each<LambdaRuntime>(['nodejs22.x', 'nodejs24.x'])('removes every variable that %s documents', (runtime) => {
    const help = execFileSync(nodeBinary(runtime), ['--help'], { env: {} }).toString();
    const documented = [...help.slice(help.indexOf('Environment variables:')).matchAll(/^((?:NODE|UV|SSL|OPENSSL)_?[A-Z0-9_]*)/gm)].map(([, name]) => name);
    expect(documented.length).toBeGreaterThan(10);
    const removed = new Set(launcher.match(/[A-Z][A-Z0-9_]+/g));
    // How to find certificates is the machine's business: Lambda sets these for good reason where it sets them.
    expect(documented.filter((name) => !removed.has(name) && !name.startsWith('SSL_CERT_'))).toEqual([]);
  });
});
