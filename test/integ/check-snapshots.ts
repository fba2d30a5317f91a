import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { COMPOSITIONS } from '../compositions/compositions';

const ROOT = resolve(__dirname, '../..');
const TESTS = __dirname;

/**
 * Runs integ-runner, which synthesizes every composition and compares its templates with the committed templates. It masks the
 * hashes of assets in both, so that a new layer does not change a snapshot. It needs neither AWS nor a network.
 */
function main(): void {
  const update = process.argv.includes('--update');
  everyCompositionIsATest();

  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  const { status } = spawnSync(join(ROOT, 'node_modules', '.bin', 'integ-runner'), [
    '--directory', 'test/integ', '--language', 'typescript', '--test-regex', 'integ\\.[a-z-]+\\.ts$',
    '--app', `"${tsx}" --tsconfig "${join(ROOT, 'tsconfig.dev.json')}" {filePath}`,
    // Writes the synthesized templates without a deployment.
    ...update ? ['--update-on-failed', '--dry-run'] : [],
  ], { cwd: ROOT, stdio: 'inherit' });

  if (update) {
    for (const snapshot of snapshots()) rmSync(join(TESTS, `integ.${snapshot}.ts.snapshot`, 'tree.json'), { force: true });
  } else if (status !== 0) {
    console.error('The templates are not those of the snapshots. If that is what you want: npm run check:snapshots -- --update');
  }
  process.exitCode = status ?? 1;
}

function everyCompositionIsATest(): void {
  const compositions = Object.keys(COMPOSITIONS).sort().join(', ');
  const tests = readdirSync(TESTS).flatMap((file) => /^integ\.([a-z-]+)\.ts$/.exec(file)?.[1] ?? []).sort().join(', ');
  if (compositions !== tests) throw new Error(`test/integ has tests for ${tests}; the compositions are ${compositions}`);
  const strangers = snapshots().filter((name) => !(name in COMPOSITIONS));
  if (strangers.length > 0) throw new Error(`test/integ has snapshots of what is no composition: ${strangers.join(', ')}`);
}

function snapshots(): string[] {
  return readdirSync(TESTS).filter((file) => file.endsWith('.snapshot')).map((file) => basename(file, '.ts.snapshot').replace(/^integ\./, ''));
}

main();
