import { ChildProcess, spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { hasStopped, memoryOf, ProcessMemory } from './process-figures';
import { Watchdog } from './watchdog';
import { Deferred } from '../waiting/deferred';

export interface Exit {
  readonly code?: number;
  readonly signal?: string;
}

export interface ProcessOptions {
  readonly file: string;
  readonly args?: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Called with the output of the process and its file descriptor: 1, 2, and 3 if `descriptors` is 4. */
  readonly onOutput: (descriptor: number, chunk: Buffer) => void;
  /** The number of open descriptors: 3 for stdin, stdout and stderr, and one for each further pipe. @default 3 */
  readonly descriptors?: number;
  /** Called right after the start. @default - nothing */
  readonly onStart?: (pid: number) => void;
}

/** A child process and its own child processes: one session and one process group, which Lambda isolates too. */
export class ProcessGroup {
  /** @throws the system's error if the file cannot be executed */
  static async start(options: ProcessOptions, watchdog: Watchdog): Promise<ProcessGroup> {
    const extra = new Array<'pipe'>((options.descriptors ?? 3) - 1).fill('pipe');
    const execAt = performance.now();
    const child = spawn(options.file, options.args ?? [], {
      cwd: options.cwd,
      env: { ...options.env },
      detached: true,
      stdio: ['ignore', ...extra],
    });
    if (child.pid === undefined) {
      throw await new Promise<Error>((resolve) => child.once('error', resolve));
    }
    options.onStart?.(child.pid);
    return new ProcessGroup(child, child.pid, execAt, options.onOutput, watchdog);
  }

  /** Resolves when the process ended and its output was read. */
  readonly exited: Promise<Exit>;
  exit?: Exit;
  private bytesRead = 0;

  private constructor(child: ChildProcess, readonly pid: number, readonly execAt: number,
    onOutput: ProcessOptions['onOutput'], private readonly watchdog: Watchdog) {
    watchdog.add(pid);
    child.stdio.forEach((stream, descriptor) => {
      if (!(stream instanceof Readable)) return;
      stream.on('data', (chunk: Buffer) => {
        this.bytesRead += chunk.length;
        onOutput(descriptor, chunk);
      });
      stream.on('error', () => undefined);
    });
    const exited = new Deferred<Exit>();
    this.exited = exited.promise;
    child.once('exit', (code, signal) => {
      const exit = { code: code ?? undefined, signal: signal ?? undefined };
      this.exit = exit;
      void this.drained().then(() => exited.resolve(exit));
    });
  }

  /**
   * Resolves when all output that was written before this call has been read. That output is in the pipes. Each turn of the event
   * loop reads every pipe with data, so after a few turns without data the pipes are empty. The number of turns is limited for a
   * process that never stops writing: together they read far more than a pipe can contain.
   */
  async drained(): Promise<void> {
    const quietTurns = 3;
    const mostTurns = 100;
    for (let quiet = 0, turns = 0, seen = this.bytesRead; quiet < quietTurns && turns < mostTurns; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      quiet = seen === this.bytesRead ? quiet + 1 : 0;
      seen = this.bytesRead;
    }
  }

  /** Resolves when the process is stopped. */
  async freeze(): Promise<void> {
    this.signal('SIGSTOP');
    while (!hasStopped(this.pid)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  terminate(): void {
    this.signal('SIGTERM');
  }

  /** Sends SIGKILL to the process and its child processes. */
  kill(): void {
    this.signal('SIGKILL');
    this.watchdog.remove(this.pid);
  }

  memory(): ProcessMemory | undefined {
    return memoryOf(this.pid);
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal);
    } catch (error) {
      // ESRCH: all processes of the group ended.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
