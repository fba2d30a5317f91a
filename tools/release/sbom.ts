import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Enums, Models, Serialize, Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import type { Bundled } from './bundled';
import { sha } from './packing';
import type { Packed } from './packing';
import { ROOT, manifestIn, peers } from './project';
import type { Manifest, Peer } from './project';
import type { Findings } from './report';

const SPEC = Spec.Spec1dot7;
const TOOL = '@cyclonedx/cyclonedx-library';
const LAYER = 'assets/layer.zip';

type Json = Record<string, unknown> & { components: Array<Record<string, unknown>> };

/** Writes the bill of what is shipped, and of what the user brings. The same package has the same bill, whenever and wherever it is made. */
export async function writeSbom(bundled: Bundled, packed: Packed, file: string): Promise<Findings> {
  const text = render(billOf(bundled, packed));
  const errors = await new Validation.JsonStrictValidator(SPEC.version).validate(text);
  if (errors !== null) throw new Error(`the SBOM does not follow the schema of CycloneDX: ${JSON.stringify(errors)}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { covered: [`SBOM: CycloneDX ${SPEC.version}, valid, ${bundled.packages.length} bundled packages and ${peers().length} peers, in dist/sbom.cdx.json`] };
}

function billOf({ packages, importedByUs, embedded }: Bundled, { tarball, folder }: Packed): Models.Bom {
  const library = component(manifestIn(folder), { [Enums.HashAlgorithm['SHA-512']]: sha('sha512', tarball) });
  const layer = new Models.Component(Enums.ComponentType.File, LAYER, {
    bomRef: LAYER, hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha('sha256', join(folder, LAYER))]]),
  });
  const locked = lockedHashes();
  const byPath = new Map(packages.map((each) => [each.path, component(each, { [Enums.HashAlgorithm['SHA-512']]: locked(each.path) })]));
  for (const { path, imports } of packages) for (const imported of imports) byPath.get(path)!.dependencies.add(byPath.get(imported)!.bomRef);
  const works = embedded.map((work) => {
    const made = new Models.Component(Enums.ComponentType.Library, work.name, {
      bomRef: work.purl, purl: PackageURL.fromString(work.purl).toString(),
      licenses: new Models.LicenseRepository([new Models.SpdxLicense(work.license)]),
    });
    packages.filter(({ name }) => name === work.within).forEach(({ path }) => byPath.get(path)!.dependencies.add(made.bomRef));
    return made;
  });
  for (const path of importedByUs) layer.dependencies.add(byPath.get(path)!.bomRef);
  const brought = peers().map(({ name }) => component({ name, license: manifestIn(join(ROOT, 'node_modules', name)).license }));
  for (const { bomRef } of [layer, ...brought]) library.dependencies.add(bomRef);

  const tool = manifestIn(join(ROOT, 'node_modules', TOOL));
  return new Models.Bom({
    metadata: new Models.Metadata({ component: library, tools: new Models.Tools({ components: new Models.ComponentRepository([component(tool)]) }) }),
    components: new Models.ComponentRepository([layer, ...byPath.values(), ...works, ...brought]),
  });
}

type Named = Pick<Manifest, 'name' | 'license'> & { readonly version?: string };

function component({ name: fullName, version, license }: Named, hashes: Partial<Record<Enums.HashAlgorithm, string>> = {}): Models.Component {
  const [name, group] = fullName.split('/').reverse();
  const purl = new PackageURL('npm', group, name, version, undefined, undefined).toString();
  return new Models.Component(Enums.ComponentType.Library, name, {
    bomRef: purl, purl, group, version,
    hashes: new Models.HashDictionary(Object.entries(hashes) as Models.Hash[]),
    licenses: new Models.LicenseRepository(license === undefined ? [] : [new Models.SpdxLicense(license)]),
  });
}

/** The hash of each package's archive, as npm checks it when it installs. */
function lockedHashes(): (path: string) => string {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, { integrity?: string }> };
  return (path) => {
    const [, base64] = /^sha512-(.+)$/.exec(packages[path]?.integrity ?? '') ?? [];
    if (base64 === undefined) throw new Error(`package-lock.json has no SHA-512 of ${path}`);
    return Buffer.from(base64, 'base64').toString('hex');
  };
}

/** No time, and a serial number that follows from the contents. */
function render(bom: Models.Bom): string {
  const json = new Serialize.JSON.Normalize.Factory(SPEC).makeForBom().normalize(bom, { sortLists: true }) as unknown as Json;
  const byName = new Map(peers().map((peer) => [peer.name, peer]));
  const components = json.components.map((each) => external(each, byName.get(String(each.name))));
  const bill = { ...json, components };
  return `${JSON.stringify({ ...bill, serialNumber: `urn:uuid:${uuidOf(bill)}` }, undefined, 2)}\n`;
}

/** A peer is not shipped: the library of CycloneDX has no word for this yet, CycloneDX has. */
function external(each: Record<string, unknown>, peer: Peer | undefined): Record<string, unknown> {
  if (!peer) return each;
  const nextMajor = Number(peer.floor.split('.')[0]) + 1;
  return { ...each, isExternal: true, versionRange: `vers:npm/>=${peer.floor}|<${nextMajor}.0.0` };
}

/** A UUID of version 8: its bits are those of a hash. */
function uuidOf(content: unknown): string {
  const bytes = createHash('sha256').update(JSON.stringify(content)).digest().subarray(0, 16);
  bytes[6] = 0x80 | bytes[6] & 0x0f;
  bytes[8] = 0x80 | bytes[8] & 0x3f;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
