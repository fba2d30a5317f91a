import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import type { Contest } from '../../../benchmark/contestants/contestant';
import { trusting } from '../../../benchmark/contestants/trusting';

const MAIN = 'kinesis-telemetry-extension/main.cjs';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n';

let folder: string;
let contest: Contest;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-trusting-'));
  const layer = join(folder, 'layer.zip');
  writeFileSync(layer, zipSync({ [MAIN]: Buffer.from('start();') }));
  const ours = { name: 'ours', extensionName: 'kinesis-telemetry-extension', layer, environment: { KINESIS_TELEMETRY_HOST: 'native' } } as const;
  contest = { subject: 'native', runtime: 'nodejs22.x', bare: { ...ours, name: 'bare' }, ours };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the native host gets the certificate as a file, beside its other variables', async () => {
  const { extension, remove } = await trusting(contest, CERTIFICATE);
  const { AWS_CA_BUNDLE: file, ...others } = extension.environment ?? {};
  expect(readFileSync(file, 'utf8')).toBe(CERTIFICATE);
  expect([others, extension.layer]).toEqual([{ KINESIS_TELEMETRY_HOST: 'native' }, contest.ours.layer]);
  await remove();
  expect(existsSync(file)).toBe(false);
});

test('for Node.js the certificate is in front of the bundle, in a copy of the layer', async () => {
  const { extension, remove } = await trusting({ ...contest, subject: 'nodejs22.x' }, CERTIFICATE);
  const main = Buffer.from(unzipSync(readFileSync(extension.layer))[MAIN]).toString();
  expect(main).toContain(JSON.stringify(CERTIFICATE));
  expect(main).toMatch(/start\(\);$/);
  await remove();
  expect([existsSync(extension.layer), existsSync(contest.ours.layer)]).toEqual([false, true]);
});
