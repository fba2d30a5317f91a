import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CACHE = resolve(__dirname, '../../.cache');
const REQUIREMENTS = join(__dirname, 'moto-requirements.txt');

/** @returns the Python of an environment with the pinned moto, made once for each version of the requirements */
export function motoPython(): string {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const folder = join(CACHE, `moto-${hash}`);
  if (!existsSync(folder)) install(folder);
  return join(folder, 'bin', 'python3');
}

function install(folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  const started = `${folder}-${process.pid}`;
  try {
    console.log('installing moto');
    run('python3', '-m', 'venv', started);
    run(join(started, 'bin', 'python3'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check',
      '--require-hashes', '--only-binary', ':all:', '--requirement', REQUIREMENTS);
    renameSync(started, folder);
  } finally {
    rmSync(started, { recursive: true, force: true });
  }
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: 'inherit' });
}
