import { Extension } from './extension';
import { Exit, ProcessGroup, ProcessOptions } from './process-group';
import { Watchdog } from './watchdog';
import { LineSplitter } from '../output/line-splitter';

export interface ExtensionProcessOptions extends Pick<ProcessOptions, 'file' | 'cwd' | 'env' | 'onStart'> {
  readonly watchdog: Watchdog;
  /** Called for each line that the extension writes to stdout or stderr. */
  readonly onLine: (text: string) => void;
  /** Called after the process has ended and everything that it wrote has been read. */
  readonly onExit: (exit: Exit) => void;
}

/** Executes an extension's file. */
export async function startExtension(extension: Extension, options: ExtensionProcessOptions): Promise<void> {
  const { file, cwd, env, onStart, watchdog, onLine, onExit } = options;
  const line = (stream: 'stdout' | 'stderr') => new LineSplitter((text) => {
    extension.log(stream, text);
    onLine(text);
  });
  const streams: Record<number, LineSplitter> = { 1: line('stdout'), 2: line('stderr') };
  const onOutput = (descriptor: number, chunk: Buffer): void => streams[descriptor].write(chunk);
  const group = await ProcessGroup.start({ file, env, cwd, onOutput, onStart }, watchdog);
  extension.start(group);
  void group.exited.then((exit) => {
    streams[1].flush();
    streams[2].flush();
    if (extension.state !== 'init-error' && extension.state !== 'exit-error') extension.state = 'exited';
    onExit(exit);
  });
}
