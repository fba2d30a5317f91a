import { resolve } from 'node:path';
import { decodeRecord } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { subjectsIn } from '../../faults/subject';
import type { Subject } from '../../faults/subject';
import type { EnvironmentOptions, FunctionConfiguration } from '../../simulator';
import { ExecutionEnvironment } from '../../simulator';
import { EmbeddedKinesis, FaultProxy, PutRecordsSink } from '../../simulator/kinesis';
import type { StreamRecord } from '../../simulator/kinesis';

const ACCOUNT = '123456789012';
const REGION = 'eu-west-1';
export const EXTENSION = 'kinesis-telemetry-extension';
export const LAYER = resolve(__dirname, '../../assets/layer.zip');
/** The maximum flush timeout, so that no flush times out because the machine is slow. */
export const FLUSH_TIMEOUT_MS = 30_000;
/** A timeout that no slow machine reaches. A test about a timeout waits for the events before it and then calls `timeOut()`. */
const PATIENCE_MS = 600_000;

/** The hosts that the layer contains. */
export const HOSTS = subjectsIn(LAYER);

/** A host of the extension, with the runtime of the function beside it. */
export type On = Pick<Subject, 'host' | 'runtime'>;


/** The contents of a stream. */
export interface Arrived {
  /** The lines, unchanged. */
  readonly lines: readonly string[];
  /** The parsed lines, in the order of the sequence numbers. */
  readonly envelopes: readonly Envelope[];
}

/** A local Kinesis behind a fault proxy, and execution environments with the real layer that write to it. */
export class Stage {
  static async start(): Promise<Stage> {
    return Stage.with(await EmbeddedKinesis.start({ region: REGION, accountId: ACCOUNT }));
  }

  /** For large amounts of data, which are slow with the embedded Kinesis. A contract test compares the responses of both. */
  static async startWithSink(): Promise<Stage> {
    return Stage.with(await PutRecordsSink.start({ region: REGION, accountId: ACCOUNT }));
  }

  private static async with(kinesis: EmbeddedKinesis | PutRecordsSink): Promise<Stage> {
    const ambiguous: Buffer[] = [];
    const proxy = await FaultProxy.start({ target: kinesis.endpoint, onAmbiguous: (data) => ambiguous.push(...data) });
    return new Stage(kinesis, proxy, ambiguous);
  }

  private readonly environments = new Map<ExecutionEnvironment, string>();
  private streams = 0;

  /** @param ambiguous the data of records that arrived without a response to the extension, which may arrive twice */
  private constructor(readonly kinesis: EmbeddedKinesis | PutRecordsSink, readonly proxy: FaultProxy, readonly ambiguous: readonly Buffer[]) {}

  /** Creates an execution environment with the layer and its own stream. */
  async environment({ host, ...config }: Partial<FunctionConfiguration & On> = {}, options: EnvironmentOptions = {}): Promise<ExecutionEnvironment> {
    const stream = `stream-${++this.streams}`;
    await this.kinesis.createStream(stream, 2);
    const environment = await ExecutionEnvironment.create({
      functionName: 'orders',
      codeDirectory: resolve(__dirname, 'handlers'),
      handler: 'index.handler',
      runtime: 'nodejs22.x',
      layers: [LAYER],
      memorySizeMB: 512,
      timeoutMs: PATIENCE_MS,
      region: REGION,
      accountId: ACCOUNT,
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'secret' },
      ...config,
      environment: {
        KINESIS_TELEMETRY_STREAM_ARN: this.kinesis.streamArn(stream),
        KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: String(FLUSH_TIMEOUT_MS),
        AWS_ENDPOINT_URL_KINESIS: this.proxy.endpoint,
        ...host && { KINESIS_TELEMETRY_HOST: host },
        ...config.environment,
      },
    }, { initTimeoutMs: PATIENCE_MS, shutdownMs: PATIENCE_MS, ...options, telemetry: { postTimeoutMs: PATIENCE_MS, ...options.telemetry } });
    this.environments.set(environment, stream);
    return environment;
  }

  /** Returns the ARN of the environment's stream. */
  streamArn(environment: ExecutionEnvironment): string {
    return this.kinesis.streamArn(this.environments.get(environment) ?? '');
  }

  /** Returns the records in the environment's stream. */
  records(environment: ExecutionEnvironment): Promise<StreamRecord[]> {
    return this.kinesis.readAll(this.environments.get(environment) ?? '');
  }

  /** Returns the contents of the environment's stream. */
  async arrived(environment: ExecutionEnvironment): Promise<Arrived> {
    const arrived = (await this.records(environment)).flatMap(({ data }) => decodeRecord(data));
    return { lines: arrived.map(({ line }) => line ?? ''), envelopes: arrived.sort((a, b) => a.sequence - b.sequence) };
  }

  async disposeEnvironments(): Promise<void> {
    await Promise.all([...this.environments.keys()].map((environment) => environment.dispose()));
    this.environments.clear();
  }

  async stop(): Promise<void> {
    await this.disposeEnvironments();
    await this.proxy.stop();
    await this.kinesis.stop();
  }
}

/** Returns the missing sequence numbers, and the events of Lambda and the function that are missing in the stream. */
export function missing(environment: ExecutionEnvironment, { lines, envelopes }: Arrived): string[] {
  const problems: string[] = [];
  const sequences = new Map<string, number[]>();
  for (const { environment: instance, sequence } of envelopes) {
    const found = sequences.get(instance);
    if (found) found.push(sequence);
    else sequences.set(instance, [sequence]);
  }
  for (const [instance, found] of sequences) {
    const known = new Set(found);
    for (let sequence = 1; sequence <= found[found.length - 1]; sequence++) {
      if (!known.has(sequence)) problems.push(`sequence ${sequence} of ${instance}`);
    }
  }
  // A line begins with the unchanged text of the event. The envelope's fields follow.
  const counts = new Map<string, number>();
  for (const line of lines) {
    const text = line.slice(0, line.lastIndexOf(',"source":"arn:'));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  for (const event of environment.telemetry.deliveredTo(EXTENSION)) {
    const text = event.json.slice(0, -1);
    const count = counts.get(text) ?? 0;
    if (count === 0) problems.push(`event ${event.json.slice(0, 200)}`);
    counts.set(text, count - 1);
  }
  for (const { event, reason } of environment.telemetry.undeliveredTo(EXTENSION)) {
    // The extension's last log lines cannot be delivered to it.
    if (event.type !== 'extension') problems.push(`undelivered (${reason}) ${event.json.slice(0, 200)}`);
  }
  return problems;
}

/** Returns the sequence numbers that arrived twice although the extension got a response to their call. */
export function needlessRetries({ ambiguous }: Stage, { envelopes }: Arrived): string[] {
  const idOf = ({ environment, sequence }: Envelope): string => `${environment}/${sequence}`;
  const allowed = new Set(ambiguous.flatMap((data) => decodeRecord(data)).map(idOf));
  const ids = envelopes.map(idOf);
  return ids.filter((id, index) => ids.indexOf(id) < index && !allowed.has(id));
}

/** Returns the extension's log lines without the prefix. */
export function logOf(environment: ExecutionEnvironment): string[] {
  return environment.extensions.filter(({ name }) => name === EXTENSION)
    .flatMap(({ output }) => output).map(({ text }) => text.replace(`[${EXTENSION}] `, ''));
}
