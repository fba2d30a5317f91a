import { open } from 'node:fs/promises';
import { Extension } from './extension';
import type { Launch } from './launch';
import { LineSplitter } from './output/line-splitter';
import { logRecord, splitMessage } from './output/log-record';
import { Exit, ProcessGroup } from './process-group';

/**
 * Lambda executes the file itself, so it needs `#!` or the head of a program. Node's spawn would help a script without either
 * along by handing it to a shell: what works here and not on Lambda is of no use.
 */
async function assertExecutable(file: string): Promise<void> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.toString('latin1', 0, 2) !== '#!' && buffer.toString('latin1', 1, 4) !== 'ELF') throw new Error('exec format error');
  } finally {
    await handle.close();
  }
}

/** Executes an extension's file, and turns what it writes into `extension` events. It is part of the launch from then on. */
export async function startExtension(extension: Extension, env: Record<string, string>, launch: Launch): Promise<void> {
  const { files, hub, watchdog, options } = launch.context;
  const line = (stream: 'stdout' | 'stderr') => new LineSplitter((text) => {
    extension.log(stream, text);
    for (const part of splitMessage(text)) hub.emitText('extension', logRecord(part, 'Text'));
  });
  const streams: Record<number, LineSplitter> = { 1: line('stdout'), 2: line('stderr') };
  try {
    const file = files.extension(extension.name);
    await assertExecutable(file);
    const onOutput = (descriptor: number, chunk: Buffer): void => streams[descriptor].write(chunk);
    const group = await ProcessGroup.start({ file, env, cwd: files.root, onOutput, onStart: options.onProcess }, watchdog);
    extension.start(group);
    void group.exited.then((exit) => {
      streams[1].flush();
      streams[2].flush();
      ended(extension, exit, launch);
    });
  } catch (error) {
    extension.state = 'launch-error';
    hub.emit('platform.extension', { name: extension.name, state: 'LaunchError', events: [], errorType: 'Extension.LaunchError' });
    launch.fail({ status: 'failure', errorType: 'Extension.LaunchError', errorMessage: `${extension.name}: ${(error as Error).message}` });
  }
}

function ended(extension: Extension, { code, signal }: Exit, launch: Launch): void {
  if (extension.state !== 'init-error' && extension.state !== 'exit-error') extension.state = 'exited';
  launch.context.hub.extensionEnded(extension.name);
  // Whatever the code is: an extension ends after SHUTDOWN, and not before.
  if (launch.stopping) return;
  const errorMessage = signal ? `signal: ${signal === 'SIGKILL' ? 'killed' : signal}` : `exit status ${code}`;
  launch.fail({ status: 'failure', errorType: 'Extension.Crash', errorMessage });
}
