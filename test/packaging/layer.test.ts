import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fromBuffer } from 'yauzl';
import type { Entry } from 'yauzl';
import { buildLayer } from '../../tools/layer/layer-zip';

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

  test('has the same bytes when built again', async () => {
    const { zip } = await buildLayer(ROOT);
    expect(Buffer.from(zip).equals(built)).toBe(true);
  });

  test('has the same bytes in every time zone', () => {
    const script = `require('./tools/layer/layer-zip').buildLayer(${JSON.stringify(ROOT)}).then(({ zip }) =>
      process.stdout.write(require('node:crypto').createHash('sha256').update(zip).digest('hex')))`;
    const hashes = ['Pacific/Kiritimati', 'America/Los_Angeles'].map((TZ) =>
      execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: ROOT, env: { ...process.env, TZ, NODE_OPTIONS: '' } }).toString());
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('contains only the executable launcher and the private folder', async () => {
    const found = (await entries(built)).map((entry) => [entry.fileName, (entry.externalFileAttributes >>> 16).toString(8)]);
    expect(found).toEqual([
      ['extensions/kinesis-telemetry-extension', '100755'],
      ['kinesis-telemetry-extension/formats.cjs', '100644'],
      ['kinesis-telemetry-extension/kinesis.cjs', '100644'],
      ['kinesis-telemetry-extension/main.cjs', '100644'],
      ['kinesis-telemetry-extension/undici.cjs', '100644'],
      ['kinesis-telemetry-extension/THIRD-PARTY-NOTICES.txt', '100644'],
    ]);
  });

  test('has at most 200 KB, and its code at most 500 KB', async () => {
    expect(built.length).toBeLessThanOrEqual(200_000);
    const code = (await entries(built)).filter(({ fileName }) => fileName.endsWith('.cjs'));
    expect(code.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)).toBeLessThanOrEqual(500_000);
  });

  test('contains no path of the machine that built it', async () => {
    const { files } = await buildLayer(ROOT);
    for (const { content } of files) expect(Buffer.from(content).includes(ROOT)).toBe(false);
  });

  test('starts with node:http, node:fs and node:crypto only', async () => {
    const { files } = await buildLayer(ROOT);
    const main = Buffer.from(files.find(({ name }) => name === 'main.cjs')!.content).toString();
    const modules = [...main.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(new Set(modules)).toEqual(new Set(['node:fs', 'node:http', 'node:crypto', 'node:tls', './formats.cjs', './kinesis.cjs', './undici.cjs']));
  });

  test('undici is in a file of its own, so that it can be loaded before the SDK', async () => {
    const { files } = await buildLayer(ROOT);
    const [kinesis, undici] = ['kinesis.cjs', 'undici.cjs'].map((wanted) => Buffer.from(files.find(({ name }) => name === wanted)!.content).toString());
    expect(kinesis).toContain('require("./undici.cjs")');
    for (const [code, holds] of [[kinesis, false], [undici, true]] as const) expect(code.includes('wasm_on_headers_complete')).toBe(holds);
  });
});
