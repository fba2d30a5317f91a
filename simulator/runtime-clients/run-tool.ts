import { spawn } from 'node:child_process';

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
 * Runs a program of this machine to its end, and returns what it wrote to stdout. If it takes too long, it ends together with its own child
 * processes, so that none of them goes on writing.
 *
 * @throws RuntimeUnavailableError with the last lines of its output if it is missing, fails or takes too long
 */
export async function runTool(file: string, args: readonly string[], timeLimitMs: number): Promise<string> {
  const { stdout, failure } = await ended(file, args, timeLimitMs);
  if (failure !== undefined) throw new RuntimeUnavailableError(`${[file, ...args].join(' ')} failed: ${failure}`);
  return stdout;
}

/** How a program ended. */
interface Ended {
  readonly stdout: string;
  /** Undefined if it succeeded. */
  readonly failure?: string;
}

function ended(file: string, args: readonly string[], timeLimitMs: number): Promise<Ended> {
  return new Promise((resolve) => {
    const output = { stdout: '', stderr: '' };
    let tookTooLong = false;
    // A process group of its own.
    const child = spawn(file, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    };
    const timer = setTimeout(() => {
      tookTooLong = true;
      kill();
    }, timeLimitMs);
    process.once('exit', kill);
    const end = (failure?: string): void => {
      clearTimeout(timer);
      process.removeListener('exit', kill);
      resolve({ stdout: output.stdout, failure });
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output.stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { output.stderr += text; });
    child.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ENOENT' ? 'it is not installed' : error.message));
    child.once('close', (code, signal) => {
      if (tookTooLong) return end(`it took longer than ${timeLimitMs / 1_000} s`);
      if (code === 0) return end();
      const lines = `${output.stdout}\n${output.stderr}`.trim().split('\n').slice(-LAST_LINES).join('\n');
      return end(lines || `it ended with ${signal ?? `exit code ${code}`}`);
    });
  });
}
