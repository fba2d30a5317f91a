import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './facts';
import { run } from './run';

/** What Maven downloads stays here, not in the user's own repository: it is filled when it is not there. */
export const MAVEN_REPOSITORY = join(ROOT, '.cache', 'maven');

const MODULES = join(ROOT, 'node_modules');

/** Translates the examples of README.md and of the docstrings: else a Python package shows TypeScript. */
export async function translateExamples(tablet: string): Promise<void> {
  await run(join(MODULES, '.bin', 'jsii-rosetta'), ['extract', '--strict', '--directory', ROOT, '--cache-to', tablet, ROOT], { cwd: ROOT });
}

export interface PacmakOptions {
  readonly codeOnly: boolean;
  readonly outdir: string;
  /** the npm package @default - ours */
  readonly project?: string;
  /** translated examples; then each must be in it */
  readonly tablet?: string;
}

export async function runPacmak(targets: readonly string[], { codeOnly, outdir, project = ROOT, tablet }: PacmakOptions): Promise<void> {
  if (targets.length === 0) return;
  await run(join(MODULES, '.bin', 'jsii-pacmak'), [
    ...targets.flatMap((target) => ['--target', target]),
    ...codeOnly ? ['--code-only'] : [],
    ...tablet === undefined ? [] : ['--rosetta-tablet', tablet, '--rosetta-unknown-snippets', 'fail'],
    '--outdir', outdir, '--force-subdirectory', '--no-npmignore', '--maven-local-repository', MAVEN_REPOSITORY, project,
  ], { cwd: ROOT });
}

export function pacmakVersion(): string {
  return (JSON.parse(readFileSync(join(MODULES, 'jsii-pacmak', 'package.json'), 'utf8')) as { version: string }).version;
}
