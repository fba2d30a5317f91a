import { resolve } from 'node:path';
import type { BuildOptions, BuildResult, Metafile, Plugin } from 'esbuild';

export const SOURCE = resolve(__dirname, '../../extension-src');

export interface Bundle {
  /** sorted by name */
  readonly files: ReadonlyArray<{ readonly name: string; readonly content: Uint8Array }>;
  readonly metafile: Metafile;
}

/** Modules that are loaded after start-up, and only with certain settings: a file of their own for Node.js, a part of the program for the native host. */
export const ON_DEMAND = {
  'formats': 'formats/create-record-format',
  'selection-settings': 'settings/selection-parsers',
  'selection': 'selection/create-selection',
};

/** Takes the modules `#host/…` from the host that will run the bundle. */
export function modulesOf(host: 'nodejs' | 'native'): Plugin {
  return {
    name: `modules-of-${host}`,
    setup({ onResolve }) {
      onResolve({ filter: /^#host\// }, ({ path }) => ({ path: resolve(SOURCE, 'host', host, `${path.slice('#host/'.length)}.ts`) }));
    },
  };
}

/** What the bundles for both hosts have in common. The same sources always give the same bytes. */
export function commonOptions(version: string) {
  return {
    outdir: 'out',
    bundle: true,
    minify: true,
    define: { EXTENSION_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    // esbuild can tree-shake ES modules, but not CommonJS modules.
    mainFields: ['module', 'main'],
    absWorkingDir: resolve(SOURCE, '..'),
    metafile: true,
    write: false,
    logLevel: 'warning',
  } as const satisfies BuildOptions;
}

export function bundleOf({ outputFiles, metafile }: BuildResult<{ write: false; metafile: true }>): Bundle {
  const files = outputFiles
    .map(({ path, contents }) => ({ name: path.split(/[\\/]/).at(-1)!, content: contents }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
  return { files, metafile };
}
