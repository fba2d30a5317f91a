import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, filledOnce } from './cache';
import { indented } from './programs';
import type { Program } from './programs';
import { run } from '../../packages/run';

const REQUIREMENTS = join(__dirname, 'python-requirements.txt');

/** Checks the types of the examples against the package's, then runs them. */
export async function checkPython(programs: readonly Program[], library: string, folder: string): Promise<string> {
  for (const program of programs) writeFileSync(join(folder, `${program.name}.py`), moduleOf(program));
  const python = join(await environment(), 'bin', 'python3');
  const env = { PYTHONPATH: library, MYPYPATH: library, PYTHONDONTWRITEBYTECODE: '1' };
  await run(python, ['-m', 'mypy', '--strict', '--no-strict-optional', '--follow-imports', 'silent', '--cache-dir', join(CACHE, 'mypy'), ...programs.map(({ name }) => `${name}.py`)],
    { cwd: folder, env });

  const workshop = join(folder, 'workshop');
  mkdirSync(join(workshop, 'image'), { recursive: true });
  writeFileSync(join(workshop, 'image', 'Dockerfile'), 'FROM scratch\n');
  await run(python, [join(__dirname, 'run_examples.py'), folder],
    { cwd: workshop, env: { ...env, CDK_DISABLE_TELEMETRY: 'true' } });
  return 'types checked by mypy, run and synthesized';
}

/** A function, whose parameters are what the example declares. */
function moduleOf({ imports, parameters, body }: Program): string {
  const list = parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
  return `${imports}\n\ndef example(${list}) -> None:\n${indented(body || 'pass', '    ')}\n`;
}

/** @returns a Python environment with the CDK's packages, made once for each version of the requirements */
function environment(): Promise<string> {
  return filledOnce('snippets-python', REQUIREMENTS, async (folder) => {
    console.log('installing the CDK for Python, and mypy');
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'python3'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:',
      '--requirement', REQUIREMENTS]);
  });
}
