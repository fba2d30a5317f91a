import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BundledProject } from './bundled-project';
import { DIST, LAYER, ROOT } from '../project';
import { run } from '../run';

const ALLOWED_LICENCES = ['Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', '0BSD'];

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp?: string; readonly component: object };
  readonly components: ReadonlyArray<{ readonly name: string; readonly licenses?: ReadonlyArray<{ readonly license?: { readonly id: string } }> }>;
}

/** Writes dist/sbom.cdx.json, and fails if a licence in it is not allowed. The same package gives the same SBOM. */
export async function writeSbom({ folder, works }: BundledProject, tarball: string): Promise<string> {
  const bill = JSON.parse(await run('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'library', '--loglevel', 'silent'], { cwd: folder })) as Bill;
  delete bill.serialNumber;
  delete bill.metadata.timestamp;
  const embedded = works.map(({ name, purl, license }) => ({ 'type': 'library', 'bom-ref': purl, name, purl, 'licenses': [{ license: { id: license } }] }));
  const components = [...bill.components, ...embedded];
  const forbidden = components.filter(({ licenses = [{}] }) => licenses.some(({ license }) => !ALLOWED_LICENCES.includes(license?.id ?? '')));
  if (forbidden.length > 0) throw new Error(`the layer contains packages whose licence is not one of ${ALLOWED_LICENCES.join(', ')}: ${JSON.stringify(forbidden)}`);

  const component = { ...bill.metadata.component, hashes: [{ alg: 'SHA-512', content: sha('sha512', tarball) }] };
  const layer = { 'type': 'file', 'bom-ref': 'layer', 'name': relative(ROOT, LAYER), 'hashes': [{ alg: 'SHA-256', content: sha('sha256', LAYER) }] };
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, 'sbom.cdx.json'), `${JSON.stringify({ ...bill, metadata: { ...bill.metadata, component }, components: [layer, ...components] }, undefined, 2)}\n`);
  return `dist/sbom.cdx.json lists ${components.length} packages in the layer, under allowed licences`;
}

function sha(algorithm: string, file: string): string {
  return createHash(algorithm).update(readFileSync(file)).digest('hex');
}
