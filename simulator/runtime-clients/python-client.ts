import path from 'node:path';
import { cached } from './cache';
import { ClientOptions, INSTALL_TIME_LIMIT_MS, runTool, RuntimeUnavailableError } from './run-tool';
import { RuntimeClient } from '../model/runtime';

const REQUIREMENTS = path.resolve(__dirname, '..', 'runtime', 'python', 'requirements.txt');
/** The oldest version that the client supports. */
const MIN_MINOR = 10;
const PROBE_LIMIT_MS = 30_000;
/** The interpreter itself, not a link of a virtual environment or a script that chooses one. */
const PROBE = 'import os, sys; print(sys.version_info.major, sys.version_info.minor, os.path.realpath(getattr(sys, "_base_executable", sys.executable)))';

/**
 * Finds `python3` and AWS's runtime client for Python (PyPI `awslambdaric`), and installs the client into `.cache/` the first time.
 *
 * @throws RuntimeUnavailableError if there is no Python 3.10 or newer, or if the client cannot be installed
 * @see https://docs.aws.amazon.com/lambda/latest/dg/python-image.html#python-image-clients
 */
export async function pythonClient({ timeLimitMs = INSTALL_TIME_LIMIT_MS }: ClientOptions = {}): Promise<RuntimeClient> {
  const [major, minor, ...interpreter] = (await runTool('python3', ['-c', PROBE], PROBE_LIMIT_MS)).trim().split(' ');
  const program = interpreter.join(' ');
  const version = `${major}.${minor}`;
  if (Number(major) !== 3 || Number(minor) < MIN_MINOR) {
    throw new RuntimeUnavailableError(`python3 must be Python 3.${MIN_MINOR} or newer, got ${version} (${program})`);
  }
  const folder = await cached('python-runtime-client', REQUIREMENTS, `${version} ${process.arch}`, async (started) => {
    const environment = path.join(started, 'environment');
    await runTool(program, ['-m', 'venv', environment], timeLimitMs);
    await runTool(path.join(environment, 'bin', 'python3'), [
      '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '--only-binary', ':all:',
      '--requirement', REQUIREMENTS, '--target', path.join(started, 'packages'),
    ], timeLimitMs);
  });
  return { language: 'python', program, version, packages: path.join(folder, 'packages') };
}
