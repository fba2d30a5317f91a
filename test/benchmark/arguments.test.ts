import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { parseArguments } from '../../benchmark/arguments';

let folder: string;
let layer: string;
let pureJavaScript: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-arguments-'));
  layer = join(folder, 'layer.zip');
  pureJavaScript = join(folder, 'javascript.zip');
  const main = { 'kinesis-telemetry-extension/main.cjs': Buffer.from('0') };
  writeFileSync(layer, zipSync({ ...main, 'kinesis-telemetry-extension/host-x86_64': Buffer.from('0') }));
  writeFileSync(pureJavaScript, zipSync(main));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const subjectsOf = (...args: readonly string[]) => parseArguments(args).subjects.map(({ name }) => name);

test('measures the built layer by default', () => {
  expect(parseArguments([])).toMatchObject({
    json: false, help: false, quick: false, check: false, write: false, layer: expect.stringMatching(/assets\/layer\.zip$/),
  });
});

test('measures another build under a name', () => {
  expect(parseArguments(['--quick', '--json', '--check', '--write', '--layer', layer, '--label', 'other'])).toMatchObject({
    json: true, help: false, quick: true, check: true, write: true, layer, label: 'other',
  });
});

test('measures all hosts that the layer contains, or the given ones', () => {
  expect(subjectsOf('--layer', layer)).toEqual(['native', 'nodejs22.x', 'nodejs24.x']);
  expect(subjectsOf('--layer', pureJavaScript)).toEqual(['nodejs22.x', 'nodejs24.x']);
  expect(subjectsOf('--layer', layer, '--host', 'nodejs22.x', '--host', 'native')).toEqual(['native', 'nodejs22.x']);
});

test('rejects a host that the layer does not contain, and names those that it does', () => {
  expect(() => parseArguments(['--layer', pureJavaScript, '--host', 'native'])).toThrow(/--host must be one of nodejs22\.x, nodejs24\.x, .*got "native"/);
});

test('does not publish the figures of some hosts only', () => {
  expect(() => parseArguments(['--layer', layer, '--host', 'native', '--write'])).toThrow(/leave --host out/);
});

test('rejects a layer that does not exist, and says how to build it', () => {
  expect(() => parseArguments(['--layer', 'nowhere.zip'])).toThrow(/no layer at .*nowhere\.zip.*npm run build:layer/);
});

test('rejects an unknown argument and shows the known ones', () => {
  expect(() => parseArguments(['--jsn'])).toThrow(/--jsn[^]*--json/);
});
