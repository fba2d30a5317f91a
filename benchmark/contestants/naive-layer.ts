import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { EXECUTABLE, UNIX } from './bare-layer';

/** The name of the extension in the usual style. */
export const NAIVE_EXTENSION_NAME = 'naive-extension';

/** Bundles the naive extension into one minified file, as usual, and writes a layer with it. Resolves to the size of the bundle in bytes. */
export async function writeNaiveLayer(file: string): Promise<number> {
  const { outputFiles: [bundle] } = await build({
    entryPoints: [path.resolve(__dirname, 'naive-extension', 'index.ts')],
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });
  const entry: [Uint8Array, object] = [bundle.contents, { level: 9, os: UNIX, attrs: EXECUTABLE }];
  await writeFile(file, zipSync({ [`extensions/${NAIVE_EXTENSION_NAME}`]: entry }));
  return bundle.contents.length;
}
