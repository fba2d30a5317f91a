import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A runtime cannot run on this machine: a program is missing, or its runtime client could not be installed. */
export class RuntimeUnavailableError extends Error {
  override name = 'RuntimeUnavailableError';
}

export interface ClientOptions {
  /** The time limit of each step of an installation, in milliseconds. @default 300000 */
  readonly timeLimitMs?: number;
}

/** Enough for a slow connection. */
export const INSTALL_TIME_LIMIT_MS = 300_000;
const LAST_LINES = 10;

/**
 * Runs a program of this machine to its end, and returns what it wrote to stdout.
 * @throws RuntimeUnavailableError with the last lines of its output if it is missing, fails or takes too long
 */
export async function runTool(file: string, args: readonly string[], timeLimitMs: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(file, args, { timeout: timeLimitMs, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    throw new RuntimeUnavailableError(`${[file, ...args].join(' ')} failed: ${reasonOf(error as ExecError, timeLimitMs)}`, { cause: error });
  }
}

interface ExecError extends Error {
  readonly code?: string | number;
  readonly killed?: boolean;
  readonly stdout?: string;
  readonly stderr?: string;
}

function reasonOf({ code, killed, stdout = '', stderr = '', message }: ExecError, timeLimitMs: number): string {
  if (code === 'ENOENT') return 'it is not installed';
  if (killed) return `it took longer than ${timeLimitMs / 1_000} s`;
  const output = `${stdout}\n${stderr}`.trim().split('\n').slice(-LAST_LINES).join('\n');
  return output || message;
}
