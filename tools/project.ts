import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '..');
export const DIST = join(ROOT, 'dist');
export const LAYER = join(ROOT, 'assets', 'layer.zip');
/** The repository's own, instead of the developer's. */
export const MAVEN_REPOSITORY = join(ROOT, '.cache', 'maven');

/** The part of package.json from which jsii-pacmak makes each language's metadata. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly peerDependencies: Record<string, string>;
  readonly jsii: {
    readonly targets: {
      readonly java: { readonly maven: { readonly groupId: string; readonly artifactId: string } };
      readonly python: { readonly distName: string; readonly module: string };
      readonly dotnet: { readonly namespace: string; readonly packageId: string };
      readonly go: { readonly moduleName: string; readonly packageName: string };
    };
  };
}

export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
}

/** The npm package that `npm run package` makes. The package of each other language contains it. */
export function npmPackage(): string {
  const { name, version } = readManifest();
  return join(DIST, 'js', `${name}@${version}.jsii.tgz`);
}
