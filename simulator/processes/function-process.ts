import { assertExecutable } from './executable';
import { Exit, ProcessGroup } from './process-group';
import { Watchdog } from './watchdog';
import { FileSystem } from '../environment/file-system';
import { Command } from '../environment/runtimes/runtime';
import { FramedLog, LOG_DESCRIPTOR } from '../output/framed-log';
import { LineSplitter } from '../output/line-splitter';

export interface FunctionLog {
  readonly channel: 'console' | 'stdout' | 'stderr';
  readonly text: string;
  /** The format of a framed message; undefined for a line, which has the function's log format. */
  readonly format?: 'Text' | 'JSON';
  readonly time: Date;
}

export interface FunctionProcessOptions {
  readonly command: Command;
  readonly files: FileSystem;
  readonly env: Record<string, string>;
  /** Whether the runtime writes framed messages to `LOG_DESCRIPTOR`. */
  readonly framesLogs: boolean;
  readonly watchdog: Watchdog;
  readonly onLog: (log: FunctionLog) => void;
  readonly onStart: (pid: number) => void;
}

/** The process of the runtime and the handler. */
export class FunctionProcess {
  /** @throws Error with Lambda's message if the file cannot be executed */
  static async start({ command, files, env, framesLogs, watchdog, onLog, onStart }: FunctionProcessOptions): Promise<FunctionProcess> {
    const frames = new FramedLog(({ format, time, message }) => onLog({ channel: 'console', text: message, format, time }));
    const stdout = new LineSplitter((text) => onLog({ channel: 'stdout', text, time: new Date() }));
    const stderr = new LineSplitter((text) => onLog({ channel: 'stderr', text, time: new Date() }));
    const writers: Record<number, { write(chunk: Buffer): void }> = { 1: stdout, 2: stderr, [LOG_DESCRIPTOR]: frames };
    const group = await startGroup();
    return new FunctionProcess(group, () => {
      stdout.flush();
      stderr.flush();
    });

    async function startGroup(): Promise<ProcessGroup> {
      try {
        await assertExecutable(command.file);
        return await ProcessGroup.start({
          ...command,
          cwd: files.task,
          env,
          ...framesLogs && { descriptors: LOG_DESCRIPTOR + 1 },
          onOutput: (descriptor, chunk) => writers[descriptor].write(chunk),
          onStart,
        }, watchdog);
      } catch (error) {
        throw new Error(`fork/exec ${command.file}: ${reasonOf(error as NodeJS.ErrnoException)}`, { cause: error });
      }
    }
  }

  /** Resolves when the process ended and its output was read. */
  readonly exited: Promise<Exit>;

  private constructor(readonly group: ProcessGroup, flush: () => void) {
    this.exited = group.exited.then((exit) => {
      flush();
      return exit;
    });
  }
}

/** Lambda is written in Go, which has its own texts for the system's errors. */
function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EACCES': return 'permission denied';
    case 'ENOENT': return 'no such file or directory';
    default: return message;
  }
}
