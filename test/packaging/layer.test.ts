import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fromBuffer } from 'yauzl';
import type { Entry } from 'yauzl';
import { hostsIn } from '../../tools/layer/hosts-in';
import { buildLayer } from '../../tools/layer/layer-zip';
import type { Layer } from '../../tools/layer/layer-zip';

const ROOT = resolve(__dirname, '../..');

function entries(zip: Buffer): Promise<Entry[]> {
  return new Promise((done, fail) => fromBuffer(zip, (error, file) => {
    if (error) return fail(error);
    const found: Entry[] = [];
    return file.on('entry', (entry: Entry) => found.push(entry)).on('end', () => done(found)).on('error', fail);
  }));
}

describe('the layer', () => {
  const archive = resolve(ROOT, 'assets/layer.zip');
  const built = readFileSync(archive);
  // Which native hosts there are depends on the machine, and on how it was called.
  const targets = hostsIn(archive);

  let again: Layer;
  beforeAll(async () => { again = await buildLayer(ROOT, targets); });

  const code = (wanted: string) => Buffer.from(again.entries.find(({ name }) => name === `kinesis-telemetry-extension/${wanted}`)!.content).toString();

  test('has the same bytes when built again', () => {
    expect(Buffer.from(again.zip).equals(built)).toBe(true);
  });

  test('has the same bytes in every time zone', () => {
    const script = `require('./tools/layer/layer-zip').buildLayer(${JSON.stringify(ROOT)}, ${JSON.stringify(targets)}).then(({ zip }) =>
      process.stdout.write(require('node:crypto').createHash('sha256').update(zip).digest('hex')))`;
    const hashes = ['Pacific/Kiritimati', 'America/Los_Angeles'].map((TZ) =>
      execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: ROOT, env: { ...process.env, TZ, NODE_OPTIONS: '' } }).toString());
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('contains the executable launcher, and in the private folder the native hosts, which are executable, and the files for Node.js', async () => {
    const found = (await entries(built)).map((entry) => [entry.fileName, (entry.externalFileAttributes >>> 16).toString(8)]);
    expect(found).toEqual([
      ['extensions/kinesis-telemetry-extension', '100755'],
      ['kinesis-telemetry-extension/formats.cjs', '100644'],
      ['kinesis-telemetry-extension/kinesis.cjs', '100644'],
      ['kinesis-telemetry-extension/main.cjs', '100644'],
      ['kinesis-telemetry-extension/selection-settings.cjs', '100644'],
      ['kinesis-telemetry-extension/selection.cjs', '100644'],
      ['kinesis-telemetry-extension/undici.cjs', '100644'],
      ...targets.map(({ fileName }) => [`kinesis-telemetry-extension/${fileName}`, '100755']),
      ['kinesis-telemetry-extension/THIRD-PARTY-NOTICES.txt', '100644'],
    ]);
  });

  test('has at most 4 MB, without native hosts at most 250 KB, its code for Node.js at most 500 KB, and what selects events at most 200 KB more', async () => {
    expect(built.length).toBeLessThanOrEqual(4_000_000);
    const found = await entries(built);
    const besides = found.filter(({ fileName }) => !/\/host-/.test(fileName));
    expect(besides.reduce((sum, { compressedSize }) => sum + compressedSize, 0)).toBeLessThanOrEqual(250_000);
    const scripts = found.filter(({ fileName }) => fileName.endsWith('.cjs'));
    const bytesOf = (of: typeof found) => of.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    // Loaded only for a filter, masks or sampling.
    const selection = scripts.filter(({ fileName }) => fileName.endsWith('/selection.cjs'));
    expect(selection).toHaveLength(1);
    expect(bytesOf(selection)).toBeLessThanOrEqual(200_000);
    expect(bytesOf(scripts) - bytesOf(selection)).toBeLessThanOrEqual(500_000);
  });

  test('contains no path of the machine that built it', () => {
    for (const { content } of again.entries) for (const path of [ROOT, homedir()]) expect(Buffer.from(content).includes(path)).toBe(false);
  });

  test('starts with node:http, node:fs and node:crypto only', () => {
    const modules = [...code('main.cjs').matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(new Set(modules)).toEqual(new Set([
      'node:fs', 'node:http', 'node:crypto', 'node:tls',
      './formats.cjs', './kinesis.cjs', './selection-settings.cjs', './selection.cjs', './undici.cjs',
    ]));
  });

  test('undici is in a file of its own, so that it can be loaded before the SDK', () => {
    const [kinesis, undici] = ['kinesis.cjs', 'undici.cjs'].map(code);
    expect(kinesis).toContain('require("./undici.cjs")');
    for (const [script, holds] of [[kinesis, false], [undici, true]] as const) expect(script.includes('wasm_on_headers_complete')).toBe(holds);
  });

  test('the native hosts are static programs for the architecture that their names tell', () => {
    const machines = { x86_64: 62, aarch64: 183 };
    for (const { machine, fileName } of targets) {
      const { content } = again.entries.find(({ name }) => name.endsWith(`/${fileName}`))!;
      const elf = Buffer.from(content);
      expect(elf.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
      expect(elf.readUInt16LE(18)).toBe(machines[machine]);
      const segments = Array.from({ length: elf.readUInt16LE(56) }, (_, at) => elf.readUInt32LE(Number(elf.readBigUInt64LE(32)) + 56 * at));
      // A segment of type 3 names the dynamic loader that a program needs.
      expect(segments).not.toContain(3);
    }
  });
});
