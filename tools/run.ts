import { spawn } from 'node:child_process';

/** Settings of the developer, of npm and of the CDK that would change what a check does. The registries stay. */
const NOT_OURS = new RegExp(`^(${[
  'AWS_(?!CA_BUNDLE)', 'CDK_', 'JSII_', 'npm_', 'NODE_OPTIONS$', 'INIT_CWD$', 'TSX_', 'PYTHON', 'VIRTUAL_ENV', 'MAVEN_', 'GOFLAGS$', 'GOWORK$', 'CLASSPATH$',
  'CARGO_(BUILD|ENCODED|INCREMENTAL|PROFILE|TARGET)', 'RUST(C|DOC)?FLAGS$', 'RUSTC', 'C(XX)?FLAGS', 'TARGET_', 'HOST_', '(CC|CXX|AR)(_|$)',
].join('|')})`);

/** jsii prints a dozen lines for each Node.js version that is out of support. */
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1' };

const MAX_LINES = 100;
const MAX_COLUMNS = 300;

export interface RunOptions {
  readonly cwd?: string;
  /** added to the environment */
  readonly env?: Record<string, string>;
}

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  /** stdout and stderr, as they came */
  readonly output: string;
}

/** Runs a command to its end, whatever its exit code, in an environment without the developer's settings. */
export function finish(command: string, args: readonly string[], { cwd, env }: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const kept = Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name));
    const child = spawn(command, args, { cwd, env: { ...Object.fromEntries(kept), ...QUIET, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const stdout: Buffer[] = [];
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk) && output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error) => reject(new Error(`${command} cannot be started: ${error.message}`)));
    child.once('close', (code, signal) => {
      if (signal) reject(new Error(`${command} was ended by ${signal}\n${endOf(Buffer.concat(output).toString())}`));
      else resolve({ status: code!, stdout: Buffer.concat(stdout).toString(), output: Buffer.concat(output).toString() });
    });
  });
}

/** @returns what the command writes to stdout and stderr. Throws with the end of it if the command fails. */
export async function run(command: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const { status, output } = await finish(command, args, options);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed (${status}):\n${endOf(output)}`);
  return output;
}

/** The last lines of an output, each cut to a readable length. */
export function endOf(output: string): string {
  return output.trimEnd().split('\n').slice(-MAX_LINES).map((line) => line.slice(0, MAX_COLUMNS)).join('\n');
}
