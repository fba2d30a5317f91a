import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Metafile } from 'esbuild';
import { ROOT } from '../project';

export const CLI = resolve(ROOT, 'cli');

/** Packages in CommonJS call `require`, which ES modules do not have. */
const REQUIRE = 'import{createRequire as _cliRequire}from"node:module";const require=_cliRequire(import.meta.url);';

export interface CliBundle {
  readonly files: ReadonlyArray<{ readonly path: string; readonly content: Uint8Array }>;
  readonly metafile: Metafile;
}

/**
 * Bundles the command line with the parts of the AWS SDK that it uses. What one start in ten needs, such as a way to sign in, is in files of its own.
 * The same sources always give the same bytes.
 */
export async function bundleCli(version: string): Promise<CliBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [resolve(ROOT, 'cli-src/main.ts')],
    outdir: CLI,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // esbuild can tree-shake ES modules, but not CommonJS modules.
    mainFields: ['module', 'main'],
    define: { CLI_VERSION: JSON.stringify(version) },
    banner: { js: REQUIRE },
    legalComments: 'none',
    absWorkingDir: ROOT,
    // The names of files depend on the paths of what is in them, also where node_modules is a link.
    preserveSymlinks: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  return { files: outputFiles.map(({ path, contents }) => ({ path, content: contents })), metafile };
}
