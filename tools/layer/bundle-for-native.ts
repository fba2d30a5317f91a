import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { ON_DEMAND, SOURCE, bundleOf, commonOptions, modulesOf } from './bundle';
import type { Bundle } from './bundle';

const EXTENSION = resolve(SOURCE, 'host/native/main.ts');

/** What is loaded after start-up, always. QuickJS reads the bytecode of a file as a whole, whereas V8 compiles what is called. */
const AFTER_START_UP = {
  pipeline: 'pipeline',
  kinesis: 'host/native/kinesis/kinesis-transport',
};

/** By the path of their source without its extension. */
const PARTS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...AFTER_START_UP, ...ON_DEMAND }).map(([name, source]) => [resolve(SOURCE, source), name]),
);

/** The host compiles each file of the bundle to bytecode of its own. The main one loads the others as parts. */
const partsOnDemand: Plugin = {
  name: 'parts-on-demand',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.js$/ }, ({ kind, path, resolveDir }) => {
      const name = kind === 'dynamic-import' ? PARTS.get(resolve(resolveDir, path.replace(/\.js$/, ''))) : undefined;
      return name === undefined ? undefined : { path: name, namespace: 'part' };
    });
    onLoad({ filter: /.*/, namespace: 'part' }, ({ path }) => ({ contents: `module.exports = engine.loadPart(${JSON.stringify(path)});` }));
  },
};

/** Bundles the extension for the native host: ES modules that import nothing, `main.js` and its parts. */
export function bundleForNative(version: string): Promise<Bundle> {
  const parts = Object.fromEntries([...PARTS].map(([source, name]) => [name, `${source}.ts`]));
  return bundle(version, { main: EXTENSION, ...parts }, [partsOnDemand]);
}

/** Bundles a script for tests: one ES module that imports nothing. */
export function bundleScript(version: string, script: string): Promise<Bundle> {
  return bundle(version, { main: script }, []);
}

async function bundle(version: string, entryPoints: Record<string, string>, plugins: Plugin[]): Promise<Bundle> {
  return bundleOf(await build({
    ...commonOptions(version),
    entryPoints,
    // An import of a module of Node.js fails the build.
    platform: 'neutral',
    // What QuickJS-ng implements.
    target: 'es2023',
    format: 'esm',
    plugins: [modulesOf('native'), ...plugins],
  }));
}
