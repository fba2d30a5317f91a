import { ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export interface PostAnswers {
  readonly longestMs: number;
  readonly answers: number;
}

/** A process that answers at once and does nothing else. */
export class IdleAnswerer {
  static async spawn(): Promise<IdleAnswerer> {
    const child = spawn(process.execPath, [resolve(__dirname, 'idle-answerer.mjs')]);
    const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    return new IdleAnswerer(child, Number(value));
  }

  private constructor(private readonly child: ChildProcessWithoutNullStreams, readonly port: number) {}

  async stop(): Promise<void> {
    const exited = new Promise((ended) => this.child.once('exit', ended));
    this.child.stdin.end();
    await exited;
  }
}

/** A process that posts telemetry to an extension every few milliseconds and measures how long each answer takes. */
export class PostProbe {
  static async spawn(): Promise<PostProbe> {
    const probe = new PostProbe(spawn(process.execPath, [resolve(__dirname, 'post-probe.mjs')]));
    await probe.nextLine();
    return probe;
  }

  private readonly lines: AsyncIterator<string>;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    // It may have ended with the extension.
    child.stdin.on('error', () => undefined);
  }

  /** Begins to post to this port. */
  begin(port: number): void {
    this.child.stdin.write(`${port}\n`);
  }

  /**
   * Returns the longest answer since the beginning or the previous call.
   * @throws when a POST has failed
   */
  async read(): Promise<PostAnswers> {
    this.child.stdin.write('\n');
    return JSON.parse(await this.nextLine()) as PostAnswers;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = new Promise((ended) => this.child.once('exit', ended));
    this.child.kill();
    await exited;
  }

  private async nextLine(): Promise<string> {
    const { done, value } = await this.lines.next();
    if (done) throw new Error('A POST of telemetry failed');
    return value;
  }
}
