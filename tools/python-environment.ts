import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project';

const CACHE = join(ROOT, '.cache');

/**
 * Makes a Python environment with what a file of requirements pins, with hashes; once for each version of that file.
 *
 * @param name what it is for, which is said when it is made
 * @returns its Python
 */
export function pythonWith(name: string, requirements: string): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(CACHE, `${name}-${hash}`);
  if (!existsSync(folder)) install(name, requirements, folder);
  return pythonIn(folder);
}

/** What is not finished does not stay under the folder's name. */
function install(name: string, requirements: string, folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  const started = `${folder}-${process.pid}`;
  try {
    console.error(`installing ${name}`);
    run('python3', '-m', 'venv', started);
    run(pythonIn(started), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check',
      '--require-hashes', '--only-binary', ':all:', '--requirement', requirements);
    // Another program may have made the same one meanwhile.
    if (!existsSync(folder)) renameSync(started, folder);
  } finally {
    rmSync(started, { recursive: true, force: true });
  }
}

function pythonIn(folder: string): string {
  return join(folder, 'bin', 'python3');
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: 'inherit' });
}
