import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { bundleExtension } from '../layer/bundle-extension';
import type { EmbeddedWork } from '../layer/embedded-works';
import { bundledIn } from '../layer/third-party-notices';
import { ROOT, readManifest } from '../project';

interface Lock {
  readonly packages: Record<string, { readonly dependencies?: Record<string, string> }>;
}

export interface BundledProject {
  /** has package.json and package-lock.json */
  readonly folder: string;
  readonly works: readonly EmbeddedWork[];
}

/** Describes the packages that the layer contains as dependencies of a project, for `npm sbom` and `npm audit`. In package.json they are development dependencies. */
export async function writeBundledProject(parent: string): Promise<BundledProject> {
  const { name, version, license } = readManifest();
  const { packages, works } = bundledIn((await bundleExtension(version)).metafile, ROOT);
  const { packages: locked } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
  const versions = Object.fromEntries(packages.map((bundled) => [bundled.name, bundled.version]));
  const entries = packages.map((bundled) => {
    const path = relative(ROOT, bundled.folder);
    const dependencies = Object.entries(locked[path].dependencies ?? {}).filter(([dependency]) => dependency in versions);
    return [path, { ...locked[path], dev: false, dependencies: Object.fromEntries(dependencies) }];
  });

  const folder = join(parent, name);
  const project = { name, version, license, dependencies: versions };
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ name, version, lockfileVersion: 3, packages: { '': project, ...Object.fromEntries(entries) as object } }));
  return { folder, works };
}
