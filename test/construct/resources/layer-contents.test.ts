import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';

jest.unmock('../../../src/resources/layer-contents');
import { contentsOf } from '../../../src/resources/layer-contents';
import { NATIVE_ARCHITECTURES, nativeHostFile } from '../../../src/settings/layer-files';
import { HOST_TARGETS } from '../../../tools/host/targets';

const CODE = Buffer.from('code');

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'contents-')); });
afterAll(() => rmSync(folder, { recursive: true }));

function contentsWith(bytes: Uint8Array) {
  const file = join(folder, 'layer.zip');
  writeFileSync(file, bytes);
  return contentsOf(file);
}

test('the native hosts in an archive are found by the names of their files', () => {
  const nodejs = { 'extensions/kinesis-telemetry-extension': CODE, 'kinesis-telemetry-extension/main.cjs': CODE };
  const [x86, arm] = ['host-x86_64', 'host-aarch64'].map((name) => ({ [`kinesis-telemetry-extension/${name}`]: CODE }));
  expect(contentsWith(zipSync(nodejs)).nativeArchitectures).toEqual([]);
  expect(contentsWith(zipSync({ ...nodejs, ...x86 })).nativeArchitectures).toEqual(['x86_64']);
  expect(contentsWith(zipSync({ ...arm, ...nodejs, ...x86 })).nativeArchitectures).toEqual(['x86_64', 'arm64']);
});

test('the library looks for the names that the layer builder writes', () => {
  const names = HOST_TARGETS.map(({ fileName }) => `kinesis-telemetry-extension/${fileName}`);
  expect(NATIVE_ARCHITECTURES.map(nativeHostFile)).toEqual(names);
});

test('a comment at the end of the archive and more fields of a file do not matter', () => {
  const zip = Buffer.from(zipSync({ 'kinesis-telemetry-extension/host-aarch64': [CODE, { comment: 'a file', extra: { 7: CODE } }], 'last': CODE }));
  zip.writeUInt16LE(5, zip.length - 2);
  expect(contentsWith(Buffer.concat([zip, Buffer.from('hello')])).nativeArchitectures).toEqual(['arm64']);
});

test.each([['an empty file', Buffer.alloc(0)], ['something else', Buffer.alloc(100, 'x')]])('%s contains no host', (_, bytes) => {
  expect(contentsWith(bytes).nativeArchitectures).toEqual([]);
});
