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
  /** Called with what the process writes, by file descriptor: 1, 2, and 3 if `descriptors` is 4. */
  readonly onOutput: (descriptor: number, chunk: Buffer) => void;
  /** Descriptors that are opened: 3 for stdin, stdout, stderr, and more for pipes beyond them. @default 3 */
  readonly descriptors?: number;
  /** Called right after the execution. @default - nothing */
  readonly onStart?: (pid: number) => void;
}

/** A child process with everything that it starts: one session, one process group, as Lambda isolates them. */
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

  /** Resolves when the process itself has ended and all that it wrote has been read. */
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
   * Resolves when everything that was written before this call has been read. What was written is in the pipes already; each
   * turn of the event loop reads every pipe that has something, so a few turns without any are proof. A process that never stops
   * writing is no reason to wait for ever: a pipe holds far less than what so many turns read.
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

  /** Resolves when it stands still. */
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

  /** SIGKILL to the process and to all that it started. */
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
      // No process of the group is left.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
