import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Crate } from '../../tools/host/crate-licences';
import { partsOf, thirdPartyNotices } from '../../tools/layer/third-party-notices';

const ROOT = resolve(__dirname, '../..');

let root: string;

beforeEach(() => { root = mkdtempSync(join(tmpdir(), 'notices-')); });

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** The notices of a bundle that contains one file of a package. */
function noticesOf(license: string, files: Record<string, string>): string {
  const file = 'node_modules/some/lib/index.js';
  const all = { 'LICENSE': 'our licence', 'node_modules/some/package.json': JSON.stringify({ name: 'some', version: '1.0.0', license }), [file]: '', ...files };
  write(all);
  const metafile = { inputs: {}, outputs: { 'main.cjs': { bytes: 1, imports: [], exports: [], inputs: { [file]: { bytesInOutput: 1 } } } } };
  return thirdPartyNotices(root, partsOf([metafile], [], root));
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

/** The notices of a native host that contains these crates. */
function noticesOfCrates(crates: ReadonlyArray<Omit<Crate, 'folder' | 'version'>>, files: Record<string, string>): string {
  write({ 'LICENSE': 'our licence', 'tools/layer/licences/quickjs.txt': 'by Bellard', 'tools/layer/licences/musl.txt': 'by Felker', ...files });
  const inFolders = crates.map((crate) => ({ ...crate, version: '1.0.0', folder: join(root, 'crates', crate.name) }));
  for (const { folder } of inFolders) mkdirSync(folder, { recursive: true });
  return thirdPartyNotices(root, partsOf([], inFolders, root));
}

test('quotes our licence once for all crates under Apache-2.0', () => {
  const notices = noticesOfCrates([{ name: 'one', licences: ['Apache-2.0'] }, { name: 'two', licences: ['Apache-2.0'] }], { 'crates/one/LICENSE-MIT': 'be nice' });
  expect(notices).toMatch(/^one 1\.0\.0 \(Apache-2\.0\), a crate\ntwo 1\.0\.0 \(Apache-2\.0\), a crate\n/m);
  expect(notices.match(/our licence/g)).toHaveLength(1);
  expect(notices).not.toContain('be nice');
});

test('quotes the text of the licence that is chosen of a crate', () => {
  const notices = noticesOfCrates([{ name: 'one', licences: ['MIT'] }], { 'crates/one/LICENSE-MIT': 'be nice', 'crates/one/LICENSE-UNLICENSE': 'be free' });
  expect(notices).toMatch(/^one 1\.0\.0 \(MIT\), a crate\n\nbe nice\n/m);
  expect(notices).not.toContain('be free');
});

test('quotes all texts of a crate that is under several licences', () => {
  const notices = noticesOfCrates([{ name: 'one', licences: ['Apache-2.0', 'ISC'] }], { 'crates/one/LICENSE': 'mine', 'crates/one/LICENSE-BoringSSL': 'theirs' });
  expect(notices).toMatch(/^one 1\.0\.0 \(Apache-2\.0, ISC\), a crate\n\nmine\n\ntheirs\n/m);
});

test('quotes the text of its repository for a crate that is published without one', () => {
  const notices = noticesOfCrates([{ name: 'rquickjs', licences: ['MIT'] }, { name: 'rquickjs-sys', licences: ['MIT'] }], { 'crates/rquickjs/LICENSE': 'be nice' });
  expect(notices).toMatch(/^rquickjs 1\.0\.0 \(MIT\), a crate\nrquickjs-sys 1\.0\.0 \(MIT\), a crate\n\nbe nice\n/m);
});

test('refuses a crate without a licence text', () => {
  expect(() => noticesOfCrates([{ name: 'one', licences: ['MIT'] }], {})).toThrow('one 1.0.0 is in the native host, but has no licence text to quote');
});

test('refuses a crate with a NOTICE file, which it does not quote', () => {
  expect(() => noticesOfCrates([{ name: 'one', licences: ['Apache-2.0'] }], { 'crates/one/NOTICE': 'made by us' })).toThrow(/one has a NOTICE file/);
});

test('quotes the licences of what the native host contains besides crates', () => {
  const notices = noticesOfCrates([{ name: 'one', licences: ['Apache-2.0'] }], {});
  for (const said of ['QuickJS-ng (MIT), in rquickjs-sys\n\nby Bellard', 'musl (MIT), in the native host\n\nby Felker']) expect(notices).toContain(said);
});

test('quotes the licence of llhttp, which undici contains, in the notices of the built layer', () => {
  const notices = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toContain(`llhttp (MIT), in undici\n\n${readFileSync(join(ROOT, 'tools/layer/licences/llhttp.txt'), 'utf8').trim()}`);
});
