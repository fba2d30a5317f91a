import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { pythonWith } from '../../tools/python-environment';

const REQUIREMENTS = join(__dirname, 'moto-requirements.txt');
const START_TIMEOUT_MS = 60_000;

/** The first line of moto-server.py. */
interface Started {
  readonly port: number;
  /** the patches of moto, and whether the published moto needs them */
  readonly patches: Readonly<Record<string, boolean>>;
  /** the resource types that its CloudFormation supports */
  readonly types: readonly string[];
}

/** A local AWS. It stops when its standard input closes, so always with this process. */
export class MotoServer {
  static async start(home: string): Promise<MotoServer> {
    const child = spawn(pythonWith('moto', REQUIREMENTS), [join(__dirname, 'moto-server.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      // The roles of functions use a policy of AWS, which moto loads only on request.
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
   * The endpoint from which moto's CloudFormation reads a template. moto takes the first part of the path as the bucket only for
   * "localhost". The SDK puts the bucket into the path for 127.0.0.1, which all other calls use.
   */
  readonly templateEndpoint: string;
  readonly types: ReadonlySet<string>;

  private constructor(private readonly child: ChildProcess, private readonly started: Started, private readonly log: () => string) {
    this.endpoint = `http://127.0.0.1:${started.port}`;
    this.templateEndpoint = `http://localhost:${started.port}`;
    this.types = new Set(started.types);
  }

  get patches(): string[] {
    return Object.keys(this.started.patches);
  }

  /** The patches that moto does not need any more. */
  get stalePatches(): string[] {
    const unneeded = Object.entries(this.started.patches).filter(([, needed]) => !needed).map(([what]) => what);
    return [...new Set([...unneeded, ...[...this.log().matchAll(/^stale: (.+)$/gm)].map(([, what]) => what)])];
  }

  /** Errors in moto itself, after which the SDK may have retried. The caller reports an action that moto lacks. */
  get failures(): string[] {
    return [...this.log().matchAll(/^[A-Za-z.]+(?:Error|Exception): .+$/gm)].map(([line]) => line).filter((line) => !line.startsWith('NotImplementedError: The '));
  }

  /** During the work, each call needs valid credentials, a valid signature, and a policy that allows it. */
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
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL'); // it keeps nothing on disk
    await exited;
  }

  private async authenticateAfter(calls: string): Promise<void> {
    const { ok, status } = await fetch(`${this.endpoint}/moto-api/reset-auth`, { method: 'POST', body: calls });
    if (!ok) throw new Error(`moto does not enforce IAM: it answered ${status}`);
  }
}
