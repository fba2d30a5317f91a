import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = resolve(__dirname, '../..');

/** Does the public API still serve those who use the last release? What is broken on purpose stands in .compatignore, by its key. */
function main(): void {
  const { values } = parseArgs({ options: { against: { type: 'string' } } });
  const against = values.against ?? lastRelease();
  if (against === undefined) {
    const shallow = git('rev-parse', '--is-shallow-repository') === 'true' ? ' in this clone, which is shallow: get the tags' : '';
    console.log(`there is no release yet (no tag v…)${shallow}: nothing to be compatible with`);
    return;
  }

  const folder = mkdtempSync(join(tmpdir(), 'compat-'));
  try {
    const released = unpack(against, folder);
    const { status } = spawnSync(join(ROOT, 'node_modules', '.bin', 'jsii-diff'), [released, ROOT, '--keys', '--ignore-file', '.compatignore'],
      { cwd: ROOT, stdio: 'inherit' });
    if (status === 0) console.log(`compatible with ${against}`);
    process.exitCode = status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The release before this commit, as npm knows it. */
function lastRelease(): string | undefined {
  const { status, stdout } = spawnSync('git', ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*'], { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? `${packageName()}@${stdout.trim().slice(1)}` : undefined;
}

/** @returns the folder of the package, beside which the packages are that it needs */
function unpack(spec: string, folder: string): string {
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })) as Array<{ filename: string }>;
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const peer of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', peer), join(modules, peer));
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
  return join(folder, 'package');
}

function packageName(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { name: string }).name;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}

main();
