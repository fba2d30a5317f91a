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
  /** Streams to start with, by name. @default - none */
  readonly streams?: readonly EmbeddedStreamProps[];
  /** Plain HTTP. @default - a free port */
  readonly port?: number;
  /** The account that streams belong to. @default '123456789012' */
  readonly accountId?: string;
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** How long the server may take to start, in milliseconds. @default 120000 */
  readonly startTimeoutMs?: number;
}

export interface EmbeddedStreamProps {
  readonly name: string;
  /** @default 1 */
  readonly shards?: number;
}

/** The server did not start; the message says what to do. */
export class EmbeddedKinesisError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedKinesisError';
  }
}

/** How often the server is asked whether it is there yet. */
const READINESS_POLL_MS = 20;
/** A server that takes longer hangs: a slow machine takes a tenth of it. */
const START_TIMEOUT_MS = 120_000;
/** A stream that takes longer to become active never will. */
const CREATE_TIMEOUT_MS = 60_000;
/** A port of ours that somebody else took between the choice and the bind is chosen again. */
const PORT_ATTEMPTS = 3;

/**
 * The server ends when its standard input does. The kernel closes that pipe however the parent ends, SIGKILL
 * included, so no server outlives the program that started it. It kills itself, because on `process.exit` its own
 * shutdown waits for idle connections.
 */
const LAUNCHER = 'process.stdin.on("end", () => process.kill(process.pid, "SIGKILL")).resume(); require(process.argv[1]);';

/**
 * Kinesis on this machine: a `kinesis-local` server (github.com/etspaceman/kinesis-mock), started and stopped by us.
 *
 * It checks few limits and never throttles: put a `FaultProxy` in front of it for that.
 */
export class EmbeddedKinesis {
  /** @throws EmbeddedKinesisError when the package is missing, a port is taken, or the server does not get ready */
  static async start(props: EmbeddedKinesisProps = {}): Promise<EmbeddedKinesis> {
    if (props.port !== undefined && await isPortTaken(props.port)) {
      throw new EmbeddedKinesisError(`The embedded Kinesis cannot use port ${props.port}: another program listens there. Stop it, or choose another port.`);
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
      cwd: path.dirname(main), // it reads server.json, its TLS certificate, from the working directory
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        KINESIS_MOCK_PLAIN_PORT: String(port),
        KINESIS_MOCK_TLS_PORT: String(await freePort()),
        AWS_ACCOUNT_ID: accountId,
        AWS_REGION: region,
        CREATE_STREAM_DURATION: '1ms', // half a second by default, to look like AWS
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

  /** Where clients connect to, for `AWS_ENDPOINT_URL_KINESIS`. */
  readonly endpoint: string;
  /** A client of this server, in its account and region. */
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
      // the server takes the account from an access key id of twelve digits
      credentials: { accessKeyId: accountId, secretAccessKey: 'embedded' },
      // the client's own handler speaks HTTP/2, the server's plain port does not
      requestHandler: new UndiciHttpHandler(),
    });
    const keep = (chunk: Buffer) => { this.output = (this.output + chunk.toString()).slice(-4_000); };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.stdin?.on('error', () => undefined); // the pipe breaks when the server is gone: `exit` tells
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

  /** Every record of the stream, read from all shards with GetRecords. */
  async readAll(streamName: string): Promise<StreamRecord[]> {
    return readAll(this.client, streamName);
  }

  /** Calls back for every record of the stream, the ones already there first, until the tail is stopped. */
  tail(streamName: string, onRecord: (record: StreamRecord) => void): Tail {
    const started = tail(this.client, streamName, onRecord);
    this.tails.add(started);
    return started;
  }

  /** Ends tails, client and server, and resolves when the process is gone. May be called again. */
  async stop(): Promise<void> {
    await Promise.allSettled([...this.tails].map((started) => started.stop()));
    this.tails.clear();
    this.client.destroy();
    if (this.exited) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL'); // it keeps nothing on disk, and on SIGTERM it waits for idle connections
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
          // the server answers before it has created its initial streams
          if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
          throw error;
        });
      if (status === StreamStatus.ACTIVE) return;
      await delay(READINESS_POLL_MS);
    }
  }

  private checkAlive(deadline: number): void {
    if (this.output.includes('EADDRINUSE')) {
      throw new PortTakenError(`The embedded Kinesis cannot listen on ${this.endpoint}: another program took the port. Run it again, or choose another port.`);
    }
    if (this.exited) {
      throw new EmbeddedKinesisError(`The embedded Kinesis ended while it started (exit code ${this.child.exitCode}). Its last output:\n${this.output}`);
    }
    if (Date.now() > deadline) {
      throw new EmbeddedKinesisError(`The embedded Kinesis was not ready in time at ${this.endpoint}. Its last output:\n${this.output || '(none)'}`);
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
