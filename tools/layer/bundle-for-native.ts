import { resolve } from 'node:path';
import { build } from 'esbuild';
import { SOURCE, bundleOf, commonOptions, modulesOf } from './bundle';
import type { Bundle } from './bundle';

const EXTENSION = resolve(SOURCE, 'host/native/main.ts');

/** Bundles the extension, or a script for tests, for the native host: one ES module that imports nothing. */
export async function bundleForNative(version: string, entry = EXTENSION): Promise<Bundle> {
  return bundleOf(await build({
    ...commonOptions(version),
    entryPoints: { main: entry },
    // An import of a module of Node.js fails the build.
    platform: 'neutral',
    // What QuickJS-ng implements.
    target: 'es2023',
    format: 'esm',
    plugins: [modulesOf('native')],
  }));
}
