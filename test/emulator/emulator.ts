import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BuiltEmulator } from './build-emulator';
import { nodeBinary } from '../../simulator/environment/node-binary';
import { freePort } from '../../simulator/kinesis/free-port';

export interface EmulatorProps extends BuiltEmulator {
  readonly streamArn: string;
  readonly kinesisEndpoint: string;
}

/** The number of invocations that may run at once. */
export const CONCURRENCY = 10;

/** The emulator deadlocks for ever, if it does. A busy machine takes a second. */
const HANGS_AFTER_MS = 20_000;

/** The runtime has not asked for as many invocations yet, or again. */
const NOT_READY = '"Runtime.Unavailable"';

const EXITS_WITHIN_MS = 10_000;

/** A process of AWS's emulator in its Managed Instances mode, with the extension. */
export class Emulator {
  static async start({ binary, streamArn, kinesisEndpoint }: EmulatorProps): Promise<Emulator> {
    const node = nodeBinary('nodejs24.x');
    const [apiPort, port] = [await freePort(), await freePort()];
    const process = spawn(binary, [
      '--runtime-api-address', `127.0.0.1:${apiPort}`, '--runtime-interface-emulator-address', `127.0.0.1:${port}`,
    ], {
      stdio: ['ignore', 'pipe', 'pipe'],
      // No HOME, as in the emulator's container.
      env: {
        PATH: `${dirname(node)}:/usr/bin:/bin`,
        AWS_LAMBDA_MAX_CONCURRENCY: String(CONCURRENCY),
        AWS_LAMBDA_FUNCTION_NAME: 'emulated',
        AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token',
        KINESIS_TELEMETRY_STREAM_ARN: streamArn,
        AWS_ENDPOINT_URL_KINESIS: kinesisEndpoint,
      },
    });
    return new Emulator(process, `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`);
  }

  private readonly chunks: Buffer[] = [];

  private constructor(private readonly process: ChildProcess, private readonly url: string) {
    process.stdout?.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    process.stderr?.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  /** What the emulator, the function and the extension have printed. */
  get output(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }

  /**
   * Invokes the function: the first invocation waits for the init phase.
   * @throws if there is no response, because the emulator hangs
   */
  async invoke(event: { readonly name: string; readonly lines: number }): Promise<void> {
    const givenUp = AbortSignal.timeout(HANGS_AFTER_MS);
    for (;;) {
      try {
        const response = await fetch(this.url, { method: 'POST', body: JSON.stringify(event), signal: givenUp });
        const body = await response.text();
        if (body.includes(NOT_READY)) {
          await delay(10);
          continue;
        }
        if (body !== JSON.stringify({ lines: event.lines })) throw new Error(`invocation ${event.name} got the response ${response.status} ${body}`);
        return;
      } catch (error) {
        if (this.process.exitCode !== null) throw new Error(`the emulator ended with exit code ${this.process.exitCode}`, { cause: error });
        if (givenUp.aborted) throw new Error(`invocation ${event.name} got no response within ${HANGS_AFTER_MS} ms: the emulator hangs`);
        // The emulator's port is not open yet.
        if (!(error instanceof TypeError)) throw error;
        await delay(10);
      }
    }
  }

  /** Ends the environment as Lambda does, with SHUTDOWN for the extension. */
  async shutdown(): Promise<void> {
    const exited = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const late = delay(EXITS_WITHIN_MS, 'late', { ref: false });
    if (await Promise.race([exited, late]) === 'late') throw new Error(`the emulator did not exit within ${EXITS_WITHIN_MS} ms after SIGTERM`);
  }

  /** Kills all processes that are left: an emulator that hangs does not end those that it has started. */
  kill(): void {
    const { pid } = this.process;
    if (pid === undefined || this.process.exitCode !== null) return;
    for (const left of [...descendantsOf(pid), pid]) {
      try {
        process.kill(left, 'SIGKILL');
      } catch {
        // It has exited meanwhile.
      }
    }
  }
}

/** The emulator puts each process into a group of its own. Their parents are known while the emulator lives. */
function descendantsOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .filter((text) => text !== '').map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
