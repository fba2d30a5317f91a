import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly folder: string;
}

/** The packages of which something is in the bundle. */
function bundledPackages(root: string, metafile: Metafile): Package[] {
  const folders = new Set<string>();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      if (bytesInOutput > 0 && input.includes('node_modules/')) folders.add(packageFolder(resolve(root, input)));
    }
  }
  return [...folders]
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
  for (const bundled of bundledPackages(root, metafile)) {
    const text = licenceText(bundled, root);
    byText.set(text, [...byText.get(text) ?? [], bundled]);
  }
  const sections = [...byText].map(([text, packages]) => [
    ...packages.map(({ name, version, license }) => `${name} ${version} (${license})`), '', text,
  ].join('\n'));
  return ['The Lambda extension in this package contains parts of the following packages.', ...sections, ''].join(`\n\n${'-'.repeat(80)}\n\n`);
}
