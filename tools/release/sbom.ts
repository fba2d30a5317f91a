import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ALLOWED_LICENCES } from '../layer/allowed-licences';
import type { Parts } from '../layer/third-party-notices';
import { DIST, LAYER, ROOT } from '../project';
import { run } from '../run';

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp?: string; readonly component: object };
  readonly components: readonly Component[];
}

interface Component {
  readonly 'type': string;
  readonly 'bom-ref': string;
  readonly 'name': string;
  readonly 'licenses'?: ReadonlyArray<{ readonly license?: { readonly id: string } }>;
}

/**
 * Writes dist/sbom.cdx.json, and fails if a licence in it is not allowed. The same package gives the same SBOM.
 *
 * @param project describes the packages from npm in the layer and the command line: it has package.json and package-lock.json
 * @param others what the layer contains besides
 */
export async function writeSbom(project: string, { crates, works }: Pick<Parts, 'crates' | 'works'>, tarball: string): Promise<string> {
  const bill = JSON.parse(await run('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library', '--loglevel', 'silent'], { cwd: project })) as Bill;
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  const components = [
    ...bill.components,
    ...crates.map(({ name, version, licences }) => library({ name, version, purl: `pkg:cargo/${name}@${version}` }, licences)),
    ...works.map(({ name, purl, license }) => library({ name, purl }, [license])),
  ];
  const forbidden = components.filter(({ licenses = [{}] }) => licenses.some(({ license }) => !ALLOWED_LICENCES.includes(license?.id ?? '')));
  if (forbidden.length > 0) throw new Error(`the package contains others whose licence is not one of ${ALLOWED_LICENCES.join(', ')}: ${JSON.stringify(forbidden)}`);

  const component = { ...bill.metadata.component, hashes: [{ alg: 'SHA-512', content: sha('sha512', tarball) }] };
  const layer = { 'type': 'file', 'bom-ref': 'layer', 'name': relative(ROOT, LAYER), 'hashes': [{ alg: 'SHA-256', content: sha('sha256', LAYER) }] };
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, 'sbom.cdx.json'), `${JSON.stringify({ ...bill, metadata: { ...bill.metadata, component }, components: [layer, ...components] }, undefined, 2)}\n`);
  return `dist/sbom.cdx.json lists ${components.length} packages and crates in the layer and the command line, under allowed licences`;
}

function library(named: { readonly name: string; readonly version?: string; readonly purl: string }, licences: readonly string[]): Component {
  return { 'type': 'library', 'bom-ref': named.purl, ...named, 'licenses': licences.map((id) => ({ license: { id } })) };
}

function sha(algorithm: string, file: string): string {
  return createHash(algorithm).update(readFileSync(file)).digest('hex');
}
