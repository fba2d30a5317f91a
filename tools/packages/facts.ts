import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');
export const DIST = join(ROOT, 'dist');
export const LAYER = join(ROOT, 'assets', 'layer.zip');

/** What package.json says, from which jsii-pacmak makes each language's metadata. */
export interface Facts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly homepage: string;
  readonly author: { readonly name: string };
  readonly repository: { readonly url: string };
  readonly peerDependencies: Record<string, string>;
  readonly jsii: {
    readonly targets: {
      readonly java: { readonly package: string; readonly maven: { readonly groupId: string; readonly artifactId: string } };
      readonly python: { readonly distName: string; readonly module: string };
      readonly dotnet: { readonly namespace: string; readonly packageId: string };
      readonly go: { readonly moduleName: string; readonly packageName: string };
    };
  };
}

export function readFacts(): Facts {
  return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Facts;
}

/** The lowest version that a caret range allows, and the major version that it ends before. */
export function caretRange(range: string): { readonly floor: string; readonly nextMajor: string } {
  const match = /^\^((\d+)\.\d+\.\d+)$/.exec(range);
  if (!match || match[2] === '0') throw new Error(`${range} is not a range such as ^2.230.0`);
  return { floor: match[1], nextMajor: `${Number(match[2]) + 1}.0.0` };
}
