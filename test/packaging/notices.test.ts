import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { thirdPartyNotices } from '../../tools/layer/third-party-notices';

const ROOT = resolve(__dirname, '../..');

let root: string;

beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'notices-')); });

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The notices of a bundle that contains one file of a package. */
function noticesOf(license: string, files: Record<string, string>): string {
  const file = 'node_modules/some/lib/index.js';
  const all = { 'LICENSE': 'our licence', 'node_modules/some/package.json': JSON.stringify({ name: 'some', version: '1.0.0', license }), [file]: '', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const metafile = { inputs: {}, outputs: { 'main.cjs': { bytes: 1, imports: [], exports: [], inputs: { [file]: { bytesInOutput: 1 } } } } };
  return thirdPartyNotices(root, metafile);
}

test('quotes the licence of a bundled package', () => {
  expect(noticesOf('MIT', { 'node_modules/some/LICENSE.txt': 'be nice' })).toMatch(/^some 1\.0\.0 \(MIT\)\n\nbe nice\n/m);
});

test('quotes our licence for a package under Apache-2.0 that has no licence file', () => {
  expect(noticesOf('Apache-2.0', {})).toMatch(/^some 1\.0\.0 \(Apache-2\.0\)\n\nour licence\n/m);
});

test('refuses a package without a licence text', () => {
  expect(() => noticesOf('MIT', {})).toThrow('some is bundled, but has no licence text to quote');
});

test('refuses a package with a NOTICE file, which it does not quote', () => {
  expect(() => noticesOf('Apache-2.0', { 'node_modules/some/NOTICE': 'made by us' })).toThrow(/some has a NOTICE file/);
});

test('quotes the licence of llhttp, which undici contains, in the notices of the built layer', () => {
  const notices = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toContain(`llhttp (MIT), in undici\n\n${readFileSync(join(ROOT, 'tools/layer/licences/llhttp.txt'), 'utf8').trim()}`);
});
