import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../tools/release/audit';

const BUNDLED = { name: '@scope/bundled', version: '1.2.3' };

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  const project = { name: 'audited', version: '0.0.0', dependencies: { [BUNDLED.name]: BUNDLED.version } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...project, lockfileVersion: 3, packages: { '': project, [`node_modules/${BUNDLED.name}`]: BUNDLED } }));
});

afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the real `npm audit` against a registry with an advisory of this severity, or without an audit. */
async function auditWith(severity: string | undefined): Promise<string> {
  const advisories = { [BUNDLED.name]: [{ title: 'Something bad', url: 'https://example.com/', severity, vulnerable_versions: '<2' }] };
  const packument = { 'name': BUNDLED.name, 'dist-tags': { latest: BUNDLED.version }, 'versions': { [BUNDLED.version]: BUNDLED } };
  server = createServer((request, response) => {
    request.resume();
    if (severity === undefined) response.statusCode = 405;
    response.end(JSON.stringify(request.method === 'POST' ? advisories : packument));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return audit(folder, { npm_config_registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, npm_config_cache: join(folder, 'cache') });
}

test('a moderate vulnerability of a bundled version fails', async () => {
  await expect(auditWith('moderate')).rejects.toThrow(/the layer or the command line contains vulnerable packages:[^]*Something bad/);
});

test('a vulnerability of low severity passes', async () => {
  expect(await auditWith('low')).toBe('no known vulnerability of severity moderate or higher in the layer and the command line');
});

test('a registry without an audit is reported as not covered', async () => {
  expect(await auditWith(undefined)).toMatch(/^NOT COVERED, as the registry does not answer npm audit: 405 Method Not Allowed/);
});
