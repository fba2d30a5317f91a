import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import type { Format } from 'esbuild';

const ROOT = resolve(__dirname, '../..');
const SOURCE = resolve(ROOT, 'consumer-src');
const OUT = resolve(ROOT, 'consumer');

/** The types are CommonJS. With `module: node16`, TypeScript needs types of their own for the ES module. */
const ESM_TYPES = 'export * from \'./index.js\';\n';

/** Writes consumer/: index.js and index.mjs, which have no dependencies, and their types. */
async function main(): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  await Promise.all([bundle('cjs', 'index.js'), bundle('esm', 'index.mjs')]);
  const tsc = resolve(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', SOURCE, '--noEmit', 'false', '--emitDeclarationOnly', '--rootDir', SOURCE, '--outDir', OUT], { stdio: 'inherit' });
  writeFileSync(resolve(OUT, 'index.d.mts'), ESM_TYPES);
}

async function bundle(format: Format, file: string): Promise<void> {
  await build({
    entryPoints: [resolve(SOURCE, 'index.ts')],
    outfile: resolve(OUT, file),
    format,
    bundle: true,
    platform: 'node',
    target: 'node20',
    absWorkingDir: ROOT,
    logLevel: 'warning',
  });
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
