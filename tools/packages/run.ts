import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** What says of the user's own settings how something should be built: no business of a check. */
const NOT_OURS = /^(AWS_(?!CA_BUNDLE)|CDK_|JSII_|npm_|NODE_OPTIONS$|TSX_|PYTHON|VIRTUAL_ENV|MAVEN_|GOFLAGS$|GOWORK$|CLASSPATH$)/;

/** jsii says of each Node.js version that is out of support so, in a dozen lines, each time. */
const QUIET = { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1', JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION: '1' };

const MAX_LINES = 100;
const MAX_COLUMNS = 300;

const running = new Set<ChildProcess>();
let interrupted = false;
// What runs ends, and nothing more is started: so each caller comes to its `finally`. A second signal ends the process.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true;
    stopAll();
  });
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

export interface Finished {
  readonly status: number;
  /** stdout and stderr, as they came */
  readonly output: string;
}

/** The environment without what differs from developer to developer; what says how to reach the registries stays. */
export function cleanEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name));
  return { ...Object.fromEntries(kept), ...QUIET, ...more };
}

/** Runs a command to its end, whatever its exit code. It has a process group of its own, so that its children end with it. */
export function finish(command: string, args: readonly string[], { cwd, env }: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    if (interrupted) throw new Error('interrupted');
    const child = spawn(command, args, { cwd, env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    running.add(child);
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => {
      running.delete(child);
      reject(new Error(`${command} cannot be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      running.delete(child);
      const output = Buffer.concat(chunks).toString();
      if (signal) reject(new Error(`${command} was ended by ${signal}\n${endOf(output)}`));
      else resolve({ status: code!, output });
    });
  });
}

/** @returns what the command has written; an error with all of it if the command fails */
export async function run(command: string, args: readonly string[], options?: RunOptions): Promise<string> {
  const { status, output } = await finish(command, args, options);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')} failed (${status}):\n${endOf(output)}`);
  return output;
}

/** What a person can read of an output: an error stands at the end. */
export function endOf(output: string): string {
  return output.trimEnd().split('\n').slice(-MAX_LINES).map((line) => line.slice(0, MAX_COLUMNS)).join('\n');
}

export function stopAll(): void {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGTERM');
    } catch {
      // it has ended meanwhile
    }
  }
}
