import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { EMBEDDED_WORKS } from './embedded-works';
import type { EmbeddedWork } from './embedded-works';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

export interface Bundled {
  readonly packages: readonly BundledPackage[];
  /** works of others inside these packages */
  readonly works: readonly EmbeddedWork[];
}

/** The packages of which the bundle contains something, as esbuild reports it. */
export function bundledIn({ outputs }: Metafile, root: string): Bundled {
  const files = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
    .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && input.includes('node_modules/'))
    .map(([input]) => input);
  const packages = [...new Set(files.map((file) => packageFolder(resolve(root, file))))]
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Omit<BundledPackage, 'folder'> }))
    .sort((a, b) => `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1);
  return { packages, works: EMBEDDED_WORKS.filter((work) => files.some((file) => work.files.test(file))) };
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

/** The licences of the packages and works in the bundle, each text once. */
export function thirdPartyNotices(root: string, metafile: Metafile): string {
  const byText = new Map<string, BundledPackage[]>();
  const { packages, works } = bundledIn(metafile, root);
  for (const bundled of packages) {
    const text = licenceText(bundled, root);
    byText.set(text, [...byText.get(text) ?? [], bundled]);
  }
  const sections = [...byText].map(([text, users]) => [
    ...users.map(({ name, version, license }) => `${name} ${version} (${license})`), '', text,
  ].join('\n'));
  for (const work of works) sections.push(`${work.name} (${work.license}), in ${work.within}\n\n${readFileSync(join(root, work.licenceFile), 'utf8').trim()}`);
  return ['The Lambda extension in this package contains parts of the following packages.', ...sections, ''].join(`\n\n${'-'.repeat(80)}\n\n`);
}
