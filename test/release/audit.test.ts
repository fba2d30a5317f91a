import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../tools/release/audit';
import { cleanEnvironment } from '../../tools/release/processes';
import type { Findings } from '../../tools/release/report';

interface Advisory {
  readonly title: string;
  readonly url: string;
  readonly severity: string;
  readonly vulnerable_versions: string;
}

const CONTROL = { minimist: [{ title: 'Prototype Pollution', url: 'https://example.com/1', severity: 'critical', vulnerable_versions: '<0.2.4' }] };
const OURS = [{ name: '@scope/bundled', version: '1.2.3' }, { name: '@scope/bundled', version: '2.0.0' }];
const PEERS = [{ name: 'peer', version: '5.0.0' }];

let folder: string;
let server: Server | undefined;

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'audit-')); });

afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the real `npm audit` against a registry that knows this much. */
async function auditWith(advisories: Record<string, Advisory[]> | undefined): Promise<Findings> {
  server = createServer((request, response) => {
    request.resume();
    if (advisories === undefined) response.statusCode = 405;
    response.end(JSON.stringify(request.method === 'POST' ? advisories ?? {} : packument(decodeURIComponent(request.url!.slice(1)))));
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return audit(OURS, PEERS, join(folder, 'audit'), { ...await cleanEnvironment(folder), npm_config_registry: registry });
}

/** What a registry says of a package: npm asks which of its versions an advisory means. */
function packument(name: string): object {
  const versions = [...OURS, ...PEERS, { name: 'minimist', version: '0.0.8' }].filter((each) => each.name === name);
  return { name, 'dist-tags': { latest: versions.at(-1)?.version }, 'versions': Object.fromEntries(versions.map((each) => [each.version, each])) };
}

function advisory(severity: string, versions: string): Advisory {
  return { title: 'Something bad', url: 'https://example.com/2', severity, vulnerable_versions: versions };
}

test('a vulnerability of one of the versions that are bundled fails', async () => {
  await expect(auditWith({ ...CONTROL, '@scope/bundled': [advisory('moderate', '<2')] })).rejects.toThrow(/bundled-0: moderate: Something bad/);
});

test('a small one is told', async () => {
  const { covered } = await auditWith({ ...CONTROL, '@scope/bundled': [advisory('low', '>=2')] });
  expect(covered).toEqual([expect.stringContaining('node_modules/bundled-1: low: Something bad')]);
});

test('one of a peer\'s oldest version is told', async () => {
  const { covered } = await auditWith({ ...CONTROL, peer: [advisory('critical', '*')] });
  expect(covered).toEqual([expect.stringContaining('node_modules/peers-0: critical: Something bad')]);
});

test('a registry that knows of nothing has not audited anything', async () => {
  const { covered, notCovered } = await auditWith({});
  expect(covered).toEqual([]);
  expect(notCovered).toEqual([expect.stringContaining('does not know of minimist@0.0.8')]);
});

test('a registry without an audit is said to be one', async () => {
  const { covered, notCovered } = await auditWith(undefined);
  expect(covered).toEqual([]);
  expect(notCovered).toEqual([expect.stringContaining('405 Method Not Allowed')]);
});
