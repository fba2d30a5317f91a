import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { BundledPackage } from '../layer/third-party-notices';
import { ROOT, readManifest } from '../project';

interface Lock {
  readonly packages: Record<string, { readonly dependencies?: Record<string, string> }>;
}

/**
 * Describes the packages that the layer and the command line contain as dependencies of a project, for `npm sbom` and `npm audit`. In package.json they are development
 * dependencies.
 *
 * @returns a folder with package.json and package-lock.json
 */
export function writeBundledProject(packages: readonly BundledPackage[], parent: string): string {
  const { name, version, license } = readManifest();
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
  return folder;
}
