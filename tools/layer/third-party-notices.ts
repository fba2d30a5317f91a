import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { EMBEDDED_WORKS } from './embedded-works';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/** The files, of other people, of which something is in the bundle. */
function bundledFiles(metafile: Metafile): string[] {
  return Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs))
    .filter(([input, { bytesInOutput }]) => bytesInOutput > 0 && input.includes('node_modules/'))
    .map(([input]) => input);
}

function packagesOf(files: readonly string[], root: string): Package[] {
  return [...new Set(files.map((file) => packageFolder(resolve(root, file))))]
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Omit<Package, 'folder'> }))
    .sort((a, b) => `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1);
}

/** The nearest folder upwards with a package.json that names a package. */
function packageFolder(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && 'name' in (JSON.parse(readFileSync(manifest, 'utf8')) as object)) return folder;
  }
}

/** The text that the package brings; one under Apache-2.0 that brings none is under the text that we are under ourselves. */
function licenceText({ name, license, folder }: Package, root: string): string {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (file === undefined && license !== 'Apache-2.0') throw new Error(`${name} is bundled, and brings no licence text to quote`);
  return readFileSync(file === undefined ? join(root, 'LICENSE') : join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim();
}

/** The licences of all that is bundled into the extension, each text once. */
export function thirdPartyNotices(root: string, metafile: Metafile): string {
  const byText = new Map<string, Package[]>();
  const files = bundledFiles(metafile);
  for (const bundled of packagesOf(files, root)) {
    const text = licenceText(bundled, root);
    byText.set(text, [...byText.get(text) ?? [], bundled]);
  }
  const sections = [...byText].map(([text, packages]) => [
    ...packages.map(({ name, version, license }) => `${name} ${version} (${license})`), '', text,
  ].join('\n'));
  for (const work of EMBEDDED_WORKS.filter((each) => files.some((file) => each.files.test(file)))) {
    sections.push(`${work.name} (${work.license}), in ${work.within}\n\n${readFileSync(join(root, work.licenceFile), 'utf8').trim()}`);
  }
  return ['The Lambda extension in this package contains parts of the following packages.', ...sections, ''].join(`\n\n${'-'.repeat(80)}\n\n`);
}
