import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMBEDDED_WORKS } from '../../tools/layer/embedded-works';
import { checkLicences, noticesLack, noticesLackWork } from '../../tools/release/licences';

const MIT = 'Copyright Somebody\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this software';
const RULE = '-'.repeat(80);

let folder: string;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'licences-')); });

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function bundled(license: string, files: Record<string, string>) {
  const home = join(folder, 'node_modules', 'some');
  mkdirSync(home, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  return { name: 'some', version: '1.0.0', license, path: 'node_modules/some', folder: home, imports: new Set<string>() };
}

test('notices that quote the licence are enough, however its lines are broken', () => {
  expect(noticesLack([bundled('MIT', { LICENSE: MIT })], `some 1.0.0 (MIT)\n\n${MIT.replace(/ /g, '\n')}`)).toEqual([]);
});

test.each([
  ['another version', `some 1.0.1 (MIT)\n\n${MIT}`, 'some 1.0.0 is not mentioned'],
  ['the name alone', `some 1.0.0 (MIT)\n\n${RULE}\n\nother 1.0.0 (MIT)\n\n${MIT}`, 'the licence of some 1.0.0 is not quoted'],
  ['somebody else\'s text', `some 1.0.0 (MIT)\n\n${MIT.replace('Somebody', 'Another')}`, 'the licence of some 1.0.0 is not quoted'],
])('%s is not enough', (_, notices, problem) => {
  expect(noticesLack([bundled('MIT', { LICENSE: MIT })], notices)).toEqual([problem]);
});

test('a NOTICE wants to be quoted, too', () => {
  expect(noticesLack([bundled('MIT', { LICENSE: MIT, NOTICE: 'made by us' })], `some 1.0.0 (MIT)\n\n${MIT}`)).toEqual(['the NOTICE of some 1.0.0 is not quoted']);
});

test('a package without a licence file needs the licence\'s own text', () => {
  expect(noticesLack([bundled('MIT', {})], 'some 1.0.0 (MIT)\n\nfree for all')).toEqual(['the licence of some 1.0.0 is not quoted']);
});

test('a licence that is not allowed is found in what is shipped', () => {
  const root = join(__dirname, '../..');
  expect(() => checkLicences({ packages: [bundled('AGPL-3.0', { LICENSE: MIT })], importedByUs: new Set(), embedded: [] }, root)).toThrow(/some is under AGPL-3.0, which is not among/);
  expect(() => checkLicences({ packages: [bundled('Apache-2.0', { LICENSE: MIT })], importedByUs: new Set(), embedded: [] }, root)).toThrow(/its licence file says something else/);
});

test('a work inside a package has its own licence quoted, not only the package\'s', () => {
  const [llhttp] = EMBEDDED_WORKS;
  const licence = readFileSync(join(__dirname, '../..', llhttp.licenceFile), 'utf8');
  expect(noticesLackWork(llhttp, `llhttp (MIT), in undici\n\n${licence}`)).toEqual([]);
  expect(noticesLackWork(llhttp, `undici 7.0.0 (MIT)\n\n${MIT}`)).toEqual(['the licence of llhttp is not quoted']);
  expect(noticesLackWork(llhttp, licence.replace('Fedor Indutny', 'Somebody'))).toEqual(['the licence of llhttp is not quoted']);
});
