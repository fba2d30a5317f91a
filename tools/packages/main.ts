import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkPackage, packagesOf } from './check-package';
import { DIST, MAVEN_REPOSITORY, ROOT } from '../project';
import { run } from '../run';

const TARGETS = ['js', 'python', 'java', 'go', 'dotnet'] as const;
type Target = typeof TARGETS[number];

/** Makes the packages of all languages in dist/, as a release does, and checks what each contains. */
async function main(): Promise<void> {
  const { values: { only = [] } } = parseArgs({ options: { only: { type: 'string', multiple: true } } });
  const unknown = only.filter((target) => !(TARGETS as readonly string[]).includes(target));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')}: use ${TARGETS.join(', ')}`);
  // Each of the others contains the npm package.
  const targets = TARGETS.filter((target) => only.length === 0 || target === 'js' || only.includes(target));
  const withoutDotnet = targets.includes('dotnet') && spawnSync('dotnet', ['--version']).status !== 0;
  const codeOnly = targets.filter((target) => target === 'go' || target === 'dotnet' && withoutDotnet);

  for (const target of targets) rmSync(join(DIST, target), { recursive: true, force: true });
  await Promise.all([
    pacmak(targets.filter((target) => !codeOnly.includes(target))),
    codeOnly.length > 0 && pacmak(codeOnly, '--code-only').then(async () => { if (targets.includes('go')) await run(join(__dirname, 'complete-go.sh'), []); }),
  ]);

  for (const expected of packagesOf(targets)) {
    checkPackage(expected);
    console.log(`dist/${expected.path}: named and licensed as expected, contains the npm package`);
  }
  if (withoutDotnet) console.log('not covered: .NET code is generated, but not compiled, as there is no dotnet here');
}

async function pacmak(targets: readonly Target[], ...options: readonly string[]): Promise<void> {
  await run(join(ROOT, 'node_modules/.bin/jsii-pacmak'), [
    ...targets.flatMap((target) => ['--target', target]), ...options,
    '--rosetta-unknown-snippets', 'translate', '--outdir', DIST, '--no-npmignore', '--maven-local-repository', MAVEN_REPOSITORY, ROOT,
  ], { cwd: ROOT });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
