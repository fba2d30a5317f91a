import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient, StreamStatus } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { freePort, isPortTaken } from './free-port';
import { readAll, tail, Tail } from './stream-reader';
import { StreamRecord } from './stream-record';

export interface EmbeddedKinesisProps {
  /** The streams that exist at the start. @default - none */
  readonly streams?: readonly EmbeddedStreamProps[];
  /** The port for HTTP without TLS. @default - a free port */
  readonly port?: number;
  /** The account of the streams. @default '123456789012' */
  readonly accountId?: string;
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** The timeout for the start of the server, in milliseconds. @default 120000 */
  readonly startTimeoutMs?: number;
}

export interface EmbeddedStreamProps {
  readonly name: string;
  /** @default 1 */
  readonly shards?: number;
}

/** The server did not start. The message says what to do. */
export class EmbeddedKinesisError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedKinesisError';
  }
}

/** The pause between two checks whether the server is ready. */
const READINESS_POLL_MS = 20;
/** Ends only a server that hangs: a slow machine needs a tenth of this time. */
const START_TIMEOUT_MS = 120_000;
/** The same for a new stream. */
const CREATE_TIMEOUT_MS = 60_000;
/** Another program can bind a free port before the server does. Then another port is chosen. */
const PORT_ATTEMPTS = 3;

/**
 * The server ends when its standard input ends. The kernel closes that pipe when the parent ends, even by SIGKILL, so no server
 * outlives the program that started it. The server kills itself, because `process.exit` would wait for idle connections.
 */
const LAUNCHER = 'process.stdin.on("end", () => process.kill(process.pid, "SIGKILL")).resume(); require(process.argv[1]);';

/**
 * A local Kinesis: a `kinesis-local` server (github.com/etspaceman/kinesis-mock).
 *
 * It checks few limits and never throttles. Put a `FaultProxy` in front of it for that.
 */
export class EmbeddedKinesis {
  /** @throws EmbeddedKinesisError if the package is missing, the port is in use, or the server does not become ready */
  static async start(props: EmbeddedKinesisProps = {}): Promise<EmbeddedKinesis> {
    if (props.port !== undefined && await isPortTaken(props.port)) {
      throw new EmbeddedKinesisError(`The embedded Kinesis cannot use port ${props.port}, because another program listens on it. Stop that program, or choose another port.`);
    }
    for (let attempt = 1; ; attempt++) {
      try {
        return await EmbeddedKinesis.startOnce(props);
      } catch (error) {
        if (!(error instanceof PortTakenError) || props.port !== undefined || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  private static async startOnce(props: EmbeddedKinesisProps): Promise<EmbeddedKinesis> {
    const port = props.port ?? await freePort();
    const accountId = props.accountId ?? '123456789012';
    const region = props.region ?? 'eu-west-1';
    const main = locateServer();
    const streams = (props.streams ?? []).map(({ name, shards }) => `${name}:${shards ?? 1}:${region}`);
    const child = spawn(process.execPath, ['-e', LAUNCHER, main], {
      cwd: path.dirname(main), // the server reads its TLS certificate, server.json, from the working directory
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        KINESIS_MOCK_PLAIN_PORT: String(port),
        KINESIS_MOCK_TLS_PORT: String(await freePort()),
        AWS_ACCOUNT_ID: accountId,
        AWS_REGION: region,
        CREATE_STREAM_DURATION: '1ms', // the default is half a second, to imitate AWS
        SHARD_LIMIT: '10000',
        LOG_LEVEL: 'ERROR',
        ...(streams.length > 0 ? { INITIALIZE_STREAMS: streams.join(',') } : {}),
      },
    });
    const server = new EmbeddedKinesis(child, port, accountId, region);
    try {
      await server.untilReady((props.streams ?? []).map(({ name }) => name), props.startTimeoutMs ?? START_TIMEOUT_MS);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** The endpoint for clients, for `AWS_ENDPOINT_URL_KINESIS`. */
  readonly endpoint: string;
  /** A client of this server with its account and region. */
  readonly client: KinesisClient;
  readonly pid: number;
  private readonly tails = new Set<Tail>();
  private output = '';
  private exited = false;

  private constructor(private readonly child: ChildProcess, port: number, readonly accountId: string, readonly region: string) {
    this.endpoint = `http://127.0.0.1:${port}`;
    this.pid = child.pid ?? 0;
    this.client = new KinesisClient({
      endpoint: this.endpoint,
      region,
      // the server reads the account from an access key id with twelve digits
      credentials: { accessKeyId: accountId, secretAccessKey: 'embedded' },
      // the client's default handler uses HTTP/2, which the server does not support without TLS
      requestHandler: new UndiciHttpHandler(),
    });
    const keep = (chunk: Buffer) => { this.output = (this.output + chunk.toString()).slice(-4_000); };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.stdin?.on('error', () => undefined); // the pipe breaks when the server ends, which `exit` reports
    child.once('exit', () => { this.exited = true; });
    child.once('error', () => { this.exited = true; });
  }

  streamArn(streamName: string): string {
    return `arn:aws:kinesis:${this.region}:${this.accountId}:stream/${streamName}`;
  }

  /** Creates a stream and waits until it is active. */
  async createStream(streamName: string, shards: number = 1): Promise<void> {
    await this.client.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: shards }));
    await this.untilActive(streamName, Date.now() + CREATE_TIMEOUT_MS);
  }

  /** Reads every record of the stream from all shards with GetRecords. */
  async readAll(streamName: string): Promise<StreamRecord[]> {
    return readAll(this.client, streamName);
  }

  /** Calls back for every record of the stream, including existing records, until the tail is stopped. */
  tail(streamName: string, onRecord: (record: StreamRecord) => void): Tail {
    const started = tail(this.client, streamName, onRecord);
    this.tails.add(started);
    return started;
  }

  /** Stops tails, client and server, and resolves when the process has ended. It can be called more than once. */
  async stop(): Promise<void> {
    await Promise.allSettled([...this.tails].map((started) => started.stop()));
    this.tails.clear();
    this.client.destroy();
    if (this.exited) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL'); // it stores nothing on disk, and after SIGTERM it would wait for idle connections
    await gone;
  }

  private async untilReady(streamNames: readonly string[], timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      this.checkAlive(deadline);
      const healthy = await fetch(`${this.endpoint}/healthcheck`).then((answer) => answer.ok, () => false);
      if (healthy) break;
      await delay(READINESS_POLL_MS);
    }
    for (const name of streamNames) await this.untilActive(name, deadline);
  }

  private async untilActive(streamName: string, deadline: number): Promise<void> {
    for (;;) {
      this.checkAlive(deadline);
      const status = await this.client.send(new DescribeStreamSummaryCommand({ StreamName: streamName })).then(
        (answer) => answer.StreamDescriptionSummary?.StreamStatus,
        (error: unknown) => {
          // the server responds before it has created its initial streams
          if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
          throw error;
        });
      if (status === StreamStatus.ACTIVE) return;
      await delay(READINESS_POLL_MS);
    }
  }

  private checkAlive(deadline: number): void {
    if (this.output.includes('EADDRINUSE')) {
      throw new PortTakenError(`The embedded Kinesis cannot listen on ${this.endpoint}, because another program uses the port. Try again, or choose another port.`);
    }
    if (this.exited) {
      throw new EmbeddedKinesisError(`The embedded Kinesis ended during its start (exit code ${this.child.exitCode}). Its last output:\n${this.output}`);
    }
    if (Date.now() > deadline) {
      throw new EmbeddedKinesisError(`The embedded Kinesis was not ready in time on ${this.endpoint}. Its last output:\n${this.output || '(none)'}`);
    }
  }
}

class PortTakenError extends EmbeddedKinesisError {}

function locateServer(): string {
  try {
    return require.resolve('kinesis-local/main.js');
  } catch (error) {
    throw new EmbeddedKinesisError('The embedded Kinesis needs the npm package kinesis-local, which is not installed. Run: npm ci', { cause: error });
  }
}
