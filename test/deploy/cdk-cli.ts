import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Account } from './account';
import { ExampleCopy } from './example-copy';
import { MotoServer } from './moto-server';

const TIMEOUT_MS = 120_000;

/** Runs the CDK CLI in the folder of the example, without the profile, the account and the network of this machine. */
export class CdkCli {
  private running?: number;

  constructor(private readonly example: ExampleCopy, private readonly moto: MotoServer, private readonly home: string) {}

  /** @returns the output; @throws with the output when the CLI fails */
  async run(...args: string[]): Promise<string> {
    const child = spawn(process.execPath, [this.example.script('aws-cdk', 'cdk'), '--no-notices', '--no-color', ...args], {
      cwd: this.example.app,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, as the app is a grandchild
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        TMPDIR: this.home,
        CI: 'true',
        NO_COLOR: '1',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
        npm_config_offline: 'true',
        npm_config_update_notifier: 'false',
        AWS_ENDPOINT_URL: this.moto.endpoint,
        AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: this.moto.templateEndpoint,
        AWS_ACCESS_KEY_ID: Account.CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: Account.CREDENTIALS.secretAccessKey,
        AWS_REGION: Account.REGION,
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      },
    });
    this.running = child.pid;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    const limit = setTimeout(() => this.stop(), TIMEOUT_MS);
    const [code] = await once(child, 'close') as [number | null];
    clearTimeout(limit);
    this.running = undefined;
    if (code !== 0) throw new Error(`cdk ${args.join(' ')} failed (${code ?? 'killed'}):\n${output}`);
    return output;
  }

  stop(): void {
    if (this.running === undefined) return;
    try {
      process.kill(-this.running, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
