import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pythonWith } from '../python-environment';

const REQUIREMENTS = join(__dirname, 'moto-requirements.txt');
const START_TIMEOUT_MS = 60_000;

/** The first line of moto-server.py. */
interface Started {
  readonly port: number;
  /** What is mended in moto, and whether moto as published needs it. */
  readonly mends: Readonly<Record<string, boolean>>;
  /** The types that its CloudFormation can make. */
  readonly types: readonly string[];
}

/** An AWS on this machine. It ends with the pipe to it, so with this process, however that ends. */
export class MotoServer {
  static async start(home: string): Promise<MotoServer> {
    const child = spawn(pythonWith('moto', REQUIREMENTS), [join(__dirname, 'moto-server.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // The policies that AWS brings are there only if asked for: functions' roles name one of them.
      env: { PATH: process.env.PATH, HOME: home, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', AWS_EC2_METADATA_DISABLED: 'true' },
    });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => { log += chunk.toString(); });
    child.stdin.on('error', () => undefined);
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(child, 'exit').then(() => undefined),
      delay(START_TIMEOUT_MS, undefined, { ref: false }),
    ]);
    if (first === undefined) {
      child.kill('SIGKILL');
      throw new Error(`moto did not start:\n${log}`);
    }
    return new MotoServer(child, JSON.parse(first) as Started, () => log);
  }

  readonly endpoint: string;
  /**
   * Where moto's CloudFormation is told to read a template: only in addresses of "localhost" it takes the first part of the path for
   * the bucket. All others use 127.0.0.1, for which the SDK puts the bucket into the path.
   */
  readonly templateEndpoint: string;
  readonly types: ReadonlySet<string>;

  private constructor(private readonly child: ChildProcess, private readonly started: Started, private readonly log: () => string) {
    this.endpoint = `http://127.0.0.1:${started.port}`;
    this.templateEndpoint = `http://localhost:${started.port}`;
    this.types = new Set(started.types);
  }

  get mends(): string[] {
    return Object.keys(this.started.mends);
  }

  /** What moto does without us by now. */
  get staleMends(): string[] {
    const unneeded = Object.entries(this.started.mends).filter(([, needed]) => !needed).map(([what]) => what);
    return [...new Set([...unneeded, ...[...this.log().matchAll(/^stale: (.+)$/gm)].map(([, what]) => what)])];
  }

  /** Errors in moto itself, which the SDK may have tried again. That an action is not there is told by who has called it. */
  get failures(): string[] {
    return [...this.log().matchAll(/^[A-Za-z.]+(?:Error|Exception): .+$/gm)].map(([line]) => line).filter((line) => !line.startsWith('NotImplementedError: The '));
  }

  /** While it works, each call needs valid credentials, a right signature, and a policy that allows it. */
  async enforcingIam<T>(work: () => Promise<T>): Promise<T> {
    await this.authenticateAfter('0');
    try {
      return await work();
    } finally {
      await this.authenticateAfter('inf');
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL'); // it keeps nothing on disk
    await gone;
  }

  private async authenticateAfter(calls: string): Promise<void> {
    const { ok, status } = await fetch(`${this.endpoint}/moto-api/reset-auth`, { method: 'POST', body: calls });
    if (!ok) throw new Error(`moto cannot be told to enforce IAM: ${status}`);
  }
}
