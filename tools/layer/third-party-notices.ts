import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { WORKS_IN_BUNDLES, WORKS_IN_HOST } from './embedded-works';
import type { EmbeddedWork } from './embedded-works';
import { licenceTextOf } from '../host/crate-licences';
import type { Crate } from '../host/crate-licences';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/** What the layer contains of others. */
export interface Parts {
  /** from npm, in the bundles */
  readonly packages: readonly BundledPackage[];
  /** in the native host */
  readonly crates: readonly Crate[];
  /** works of others inside these */
  readonly works: readonly EmbeddedWork[];
}

/** The packages of which the bundles contain something, as esbuild reports it, and the crates of the native host, if there is one. */
export function partsOf(bundles: readonly Metafile[], crates: readonly Crate[], root: string): Parts {
  const files = bundles.flatMap(({ outputs }) => Object.values(outputs)).flatMap((output) => Object.entries(output.inputs))
    .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && input.includes('node_modules/'))
    .map(([input]) => input);
  const packages = [...new Set(files.map((file) => packageFolder(resolve(root, file))))]
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Omit<BundledPackage, 'folder'> }))
    .sort((a, b) => `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1);
  const inBundles = WORKS_IN_BUNDLES.filter((work) => files.some((file) => work.files.test(file)));
  return { packages, crates, works: [...inBundles, ...crates.length > 0 ? WORKS_IN_HOST : []] };
}

/** The nearest folder upwards with a package.json that names a package. */
function packageFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && 'name' in (JSON.parse(readFileSync(manifest, 'utf8')) as object)) return folder;
  }
}

/** The package's own licence text. A package under Apache-2.0 without one has the text that this project has. */
function licenceText({ name, license, folder }: BundledPackage, root: string): string {
  const files = readdirSync(folder);
  if (files.some((file) => /^notice(\.|$)/i.test(file))) throw new Error(`${name} has a NOTICE file, which Apache-2.0, section 4(d), wants quoted: quote it here`);
  const file = files.find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (file === undefined && license !== 'Apache-2.0') throw new Error(`${name} is bundled, but has no licence text to quote`);
  return readFileSync(file === undefined ? join(root, 'LICENSE') : join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim();
}

/**
 * The licences of the parts, each text once.
 * @param what contains them
 */
export function thirdPartyNotices(root: string, { packages, crates, works }: Parts, what: string = 'The Lambda extension in this package'): string {
  const byText = new Map<string, string[]>();
  const add = (text: string, user: string) => byText.set(text, [...byText.get(text) ?? [], user]);
  for (const bundled of packages) add(licenceText(bundled, root), `${bundled.name} ${bundled.version} (${bundled.license})`);
  for (const crate of crates) add(licenceTextOf(crate, crates, root), `${crate.name} ${crate.version} (${crate.licences.join(', ')}), a crate`);
  for (const { name, license, within, licenceFile } of works) add(readFileSync(join(root, licenceFile), 'utf8').trim(), `${name} (${license}), in ${within}`);
  const sections = [...byText].map(([text, users]) => [...users, '', text].join('\n'));
  return [`${what} contains parts of the following packages.`, ...sections, ''].join(`\n\n${'-'.repeat(80)}\n\n`);
}
