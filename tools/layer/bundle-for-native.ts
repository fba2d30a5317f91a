import { resolve } from 'node:path';
import { build } from 'esbuild';
import { SOURCE, bundleOf, commonOptions, modulesOf } from './bundle';
import type { Bundle } from './bundle';

/**
 * Bundles the extension for the native host: one ES module that imports nothing.
 *
 * @param entry the module to bundle, for tests
 */
export async function bundleForNative(version: string, entry = resolve(SOURCE, 'host/native/main.ts')): Promise<Bundle> {
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
