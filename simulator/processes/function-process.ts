import path from 'node:path';
import { Exit, ProcessGroup } from './process-group';
import { Watchdog } from './watchdog';
import { FileSystem } from '../environment/file-system';
import { FramedLog, LOG_DESCRIPTOR } from '../output/framed-log';
import { LineSplitter } from '../output/line-splitter';

export interface FunctionLog {
  readonly channel: 'console' | 'stdout' | 'stderr';
  readonly text: string;
  /** The format of a framed message; undefined for a line, which has the function's log format. */
  readonly format?: 'Text' | 'JSON';
  readonly time: Date;
}

/** The process of the runtime and the handler. */
export class FunctionProcess {
  static async start(
    files: FileSystem, env: Record<string, string>, watchdog: Watchdog, onLog: (log: FunctionLog) => void, onStart: (pid: number) => void,
  ): Promise<FunctionProcess> {
    const frames = new FramedLog(({ format, time, message }) => onLog({ channel: 'console', text: message, format, time }));
    const stdout = new LineSplitter((text) => onLog({ channel: 'stdout', text, time: new Date() }));
    const stderr = new LineSplitter((text) => onLog({ channel: 'stderr', text, time: new Date() }));
    const writers: Record<number, { write(chunk: Buffer): void }> = { 1: stdout, 2: stderr, [LOG_DESCRIPTOR]: frames };
    const group = await ProcessGroup.start({
      file: files.node,
      args: [path.join(files.runtime, 'index.mjs')],
      cwd: files.task,
      env,
      descriptors: LOG_DESCRIPTOR + 1,
      onOutput: (descriptor, chunk) => writers[descriptor].write(chunk),
      onStart,
    }, watchdog);
    return new FunctionProcess(group, () => {
      stdout.flush();
      stderr.flush();
    });
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
