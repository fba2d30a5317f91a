import { join } from 'node:path';
import { ROOT } from './facts';
import { run } from './run';

/** What Maven downloads stays here, not in the user's own repository: it is filled when it is not there. */
export const MAVEN_REPOSITORY = join(ROOT, '.cache', 'maven');

const MODULES = join(ROOT, 'node_modules');

export interface PacmakOptions {
  readonly codeOnly: boolean;
  readonly outdir: string;
}

export async function runPacmak(targets: readonly string[], { codeOnly, outdir }: PacmakOptions): Promise<void> {
  if (targets.length === 0) return;
  await run(join(MODULES, '.bin', 'jsii-pacmak'), [
    ...targets.flatMap((target) => ['--target', target]),
    ...codeOnly ? ['--code-only'] : [],
    '--rosetta-unknown-snippets', 'translate',
    '--outdir', outdir, '--no-npmignore', '--maven-local-repository', MAVEN_REPOSITORY, ROOT,
  ], { cwd: ROOT });
}
