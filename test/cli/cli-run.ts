import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { nodeBinary } from '../../simulator';

const MAIN = resolve(__dirname, '../../cli/main.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program in a process of its own, on a Node.js that can read Zstandard, with none of the developer's settings. */
export class CliRun {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();

  /** @param stdin what the program reads on its standard input */
  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}, stdin?: Uint8Array) {
    this.child = spawn(nodeBinary('nodejs22.x'), [MAIN, ...args], { env: environment, stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
    this.child.stdin?.end(stdin);
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        for (const watcher of [...this.watchers]) watcher();
      });
    }
    this.ended = new Promise((done, failed) => {
      this.child.once('error', failed);
      this.child.once('close', (code) => {
        done({ code, stdout: this.stdout, stderr: this.stderr });
        for (const watcher of [...this.watchers]) watcher();
      });
    });
  }

  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  /** Resolves when the output is as wished. Rejects if the program ends before. */
  until(isThere: (run: CliRun) => boolean): Promise<void> {
    return new Promise((done, failed) => {
      const watcher = () => {
        if (isThere(this)) done();
        else if (this.child.exitCode !== null) failed(new Error(`the program ended: ${this.stderr}`));
        else return;
        this.watchers.delete(watcher);
      };
      this.watchers.add(watcher);
      watcher();
    });
  }

  async interrupt(): Promise<Ended> {
    this.child.kill('SIGINT');
    return this.ended;
  }

  /** Ends the program if it still runs. */
  async stop(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
