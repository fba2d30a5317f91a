import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { unzipSync } from 'fflate';
import { manifestIn } from './project';
import { bundleExtension } from '../layer/bundle-extension';
import { EMBEDDED_WORKS } from '../layer/embedded-works';
import type { EmbeddedWork } from '../layer/embedded-works';

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Where it is in node_modules, from the project's folder. */
  readonly path: string;
  readonly folder: string;
  /** The packages, by path, that those of its files import that are in the bundle. */
  readonly imports: ReadonlySet<string>;
}

export interface Bundled {
  readonly packages: readonly BundledPackage[];
  /** The packages, by path, that the extension's own files import. */
  readonly importedByUs: ReadonlySet<string>;
  /** What these packages hold of others. */
  readonly embedded: readonly EmbeddedWork[];
}

const OURS = '';

/**
 * The packages of which something is in the layer, as esbuild tells. It is told of the very bytes that are shipped: the layer and the
 * consumer module are bundled here again, and compared with those in the package.
 */
export async function bundledIn(root: string, packageFolder: string): Promise<Bundled> {
  await consumerHoldsNoPackage(root, packageFolder);
  const { files, metafile } = await bundleExtension(manifestIn(packageFolder).version);
  const layer = unzipSync(readFileSync(join(packageFolder, 'assets/layer.zip')));
  for (const { name, content } of files) {
    const [, shipped] = Object.entries(layer).find(([path]) => path.endsWith(`/${name}`)) ?? [];
    if (!shipped || !Buffer.from(shipped).equals(content)) throw new Error(`${name} in assets/layer.zip is not what its sources give: npm run build:layer`);
  }
  const code = Object.keys(layer).filter((path) => /\.[cm]?js$/.test(path)).length;
  if (code !== files.length) throw new Error(`assets/layer.zip has ${code} scripts, the bundle ${files.length}`);
  return packagesIn(root, metafile);
}

/** The consumer module is advertised as being without dependencies. */
async function consumerHoldsNoPackage(root: string, packageFolder: string): Promise<void> {
  for (const [format, file] of [['cjs', 'index.js'], ['esm', 'index.mjs']] as const) {
    const { outputFiles, metafile } = await build({
      entryPoints: [resolve(root, 'consumer-src/index.ts')], format, bundle: true, platform: 'node', target: 'node20', absWorkingDir: root,
      metafile: true, write: false, logLevel: 'warning',
    });
    if (!readFileSync(join(packageFolder, 'consumer', file)).equals(outputFiles[0].contents)) {
      throw new Error(`consumer/${file} is not what its sources give: npm run build:consumer`);
    }
    const strangers = Object.keys(metafile.inputs).filter((input) => !input.startsWith('consumer-src/'));
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path)).filter((path) => !path.startsWith('node:'));
    if (strangers.length + imports.length > 0) throw new Error(`consumer/${file} has something of, or imports, ${[...strangers, ...imports].join(', ')}`);
  }
}

function packagesIn(root: string, { inputs, outputs }: Metafile): Bundled {
  const included = Object.values(outputs).flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input);
  const importsOf = new Map<string, Set<string>>([[OURS, new Set()]]);
  for (const input of included) {
    const owner = packageOf(root, input);
    const imports = importsOf.get(owner) ?? new Set();
    importsOf.set(owner, imports);
    for (const { path } of inputs[input].imports) {
      const imported = included.includes(path) ? packageOf(root, path) : owner;
      if (imported !== owner && imported !== OURS) imports.add(imported);
    }
  }
  const packages = [...importsOf].filter(([path]) => path !== OURS).map(([path, imports]) => {
    const folder = join(root, path);
    const { name, version, license = '' } = manifestIn(folder);
    return { name, version, license, path, folder, imports };
  });
  return {
    packages: packages.sort((a, b) => a.path < b.path ? -1 : 1),
    importedByUs: importsOf.get(OURS)!,
    embedded: EMBEDDED_WORKS.filter(({ files }) => included.some((input) => files.test(input))),
  };
}

/** @returns the folder of the package that a file belongs to, from the root */
function packageOf(root: string, input: string): string {
  // A file that a plugin has put in place of another has the plugin's namespace before its path.
  const file = input.replace(/^[a-z-]+:/, '');
  if (!file.includes('node_modules/')) return OURS;
  for (let folder = dirname(resolve(root, file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && manifestIn(folder).name !== undefined) return relative(root, folder);
  }
}
