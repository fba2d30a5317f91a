import * as http from 'node:http';
import { exception, NO_ANSWER, page, success } from './answers';
import { appliesTo, isDelivered, mannerOf } from './call-faults';
import { Faults, FaultSource, LatencyRange, NO_FAULTS } from './faults';
import { Forwarder, readBody } from './forwarder';
import { Answer, AnswerManner, give } from './give-answer';
import { ProxyServer } from './proxy-server';
import { ProxyStatistics } from './proxy-statistics';
import { entryBytes, findViolation } from './put-records-limits';
import { parsePutRecords, parsePutRecordsAnswer, ProtocolError, putRecordsAnswer, PutRecordsEntry, PutRecordsResult } from './put-records-protocol';
import { Random, seededRandom } from './seeded-random';
import { ShardReads, ShardReadsProps } from './shard-reads';
import { ShardThroughput, ShardThroughputProps } from './shard-throughput';

export interface FaultProxyProps {
  /** The endpoint that requests are forwarded to, such as an embedded Kinesis. */
  readonly target: string;
  /** The initial faults. @default - none */
  readonly faults?: FaultSource;
  /** The random numbers that select the failed records. @default - a generator with a fixed seed */
  readonly random?: Random;
  /** Throttles as the shards of a provisioned stream do. @default - no throttling */
  readonly throughput?: ShardThroughputProps;
  /** Limits the reads of each shard, as Kinesis does. @default - no limit */
  readonly reads?: ShardReadsProps;
  /** Serves TLS, as Kinesis does. The client must trust `certificate`. @default false */
  readonly tls?: boolean;
  /** @default - a free port */
  readonly port?: number;
  /** Called with the data of records that the stream accepted without a response to the caller. Only these may arrive twice. */
  readonly onAmbiguous?: (data: readonly Buffer[]) => void;
}

/** The response to a call, and how it is sent. */
interface Outcome {
  readonly manner: AnswerManner;
  readonly answer: Answer;
  /** The records that the stream accepted. */
  readonly taken: readonly PutRecordsEntry[];
}

/**
 * A proxy in front of Kinesis that injects faults of Kinesis and of networks into PutRecords calls. It always rejects calls that
 * exceed a limit of PutRecords, which the embedded Kinesis does not. Other requests are forwarded.
 */
export class FaultProxy {
  static async start(props: FaultProxyProps): Promise<FaultProxy> {
    const proxy = new FaultProxy(props);
    await proxy.server.start(props.port ?? 0);
    return proxy;
  }

  readonly statistics = new ProxyStatistics();
  /** The faults of every call after those of `next`. They can be changed at any time. */
  faults: FaultSource;
  private readonly script: Faults[] = [];
  private readonly readScript: string[] = [];
  private readonly random: Random;
  private readonly throughput?: ShardThroughput;
  private readonly reads?: ShardReads;
  private readonly forwarder: Forwarder;
  private readonly server: ProxyServer;
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(private readonly props: FaultProxyProps) {
    this.forwarder = new Forwarder(props.target);
    this.faults = props.faults ?? NO_FAULTS;
    this.random = props.random ?? seededRandom(1);
    this.throughput = props.throughput && new ShardThroughput(props.throughput);
    this.reads = props.reads && new ShardReads(props.reads);
    this.server = new ProxyServer({
      tls: props.tls,
      onRequest: (request, response) => {
        this.handle(request, response).catch((error: unknown) => {
          if (response.destroyed) return; // the client closed the connection
          const name = error instanceof ProtocolError ? 'SerializationException' : 'ServiceUnavailable';
          give(response, exception(name, `fault proxy: ${String(error)}`));
        });
      },
      onTlsHandshake: (socket) => {
        this.statistics.tlsHandshakes++;
        if (socket.isSessionReused()) this.statistics.tlsSessionsReused++;
      },
    });
  }

  /** The certificate that clients of a proxy with TLS must trust, in PEM. */
  get certificate(): string | undefined {
    return this.server.certificate;
  }

  /** The endpoint for `AWS_ENDPOINT_URL_KINESIS`. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  /** Sets the faults of the next PutRecords calls, one per call. After them `faults` applies again. `NO_FAULTS` forwards one call. */
  next(...faults: Faults[]): void {
    this.script.push(...faults);
  }

  /** Sets the exceptions of the next GetRecords calls, one per call. */
  nextReads(...errors: string[]): void {
    this.readScript.push(...errors);
  }

  /** The number of faults of `next` that have not been applied yet. */
  get scripted(): number {
    return this.script.length;
  }

  /** Closes all connections and refuses new ones. It can be called more than once. */
  async refuse(): Promise<void> {
    await this.server.refuse();
  }

  /** Accepts connections again on the same port. It can be called more than once. */
  async accept(): Promise<void> {
    await this.server.accept();
  }

  /** Applies faults for a time, and restores the previous ones afterwards. */
  async outage(faults: FaultSource, milliseconds: number): Promise<void> {
    const before = this.faults;
    this.faults = faults;
    await this.delay(milliseconds);
    this.faults = before;
  }

  /** Closes all connections, including hanging ones, and resolves when the port is free. It can be called more than once. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.forwarder.stop();
    await this.refuse();
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target'] ?? request.url).split('.').at(-1) ?? '';
    const faults = operation === 'PutRecords' ? this.nextFaults() : NO_FAULTS;
    if (faults.call?.kind === 'reset-in-request') {
      this.cutInRequest(request);
      return;
    }
    const body = await readBody(request);
    if (operation !== 'PutRecords') {
      this.statistics.otherCalls.set(operation, (this.statistics.otherCalls.get(operation) ?? 0) + 1);
      give(response, await this.other(operation, request, body));
      return;
    }
    const { answer, manner, taken } = await this.putRecords(request, body, faults);
    let isTold = manner === 'whole';
    const note = () => { if (taken.length > 0) this.noteAmbiguous(taken); };
    if (!isTold) note();
    // A client that closes the connection before the response does not know either.
    response.once('close', () => { if (isTold && !response.writableFinished) note(); });
    if (response.destroyed && isTold) {
      isTold = false;
      note();
    }
    await this.delay(this.latency(faults.latencyMs));
    give(response, answer, manner);
  }

  /** Answers a call that is not PutRecords. */
  private async other(operation: string, request: http.IncomingMessage, body: Buffer): Promise<Answer> {
    const scripted = operation === 'GetRecords' ? this.readScript.shift() : undefined;
    if (scripted !== undefined) return exception(scripted, `${scripted} by the fault proxy`);
    if (!this.reads || !['GetRecords', 'GetShardIterator'].includes(operation)) return this.forwarder.forward(request, body);
    const call: unknown = JSON.parse(body.toString());
    const shard = operation === 'GetRecords' ? this.reads.exceeds(call) : undefined;
    if (shard !== undefined) {
      this.statistics.throttledReads++;
      return exception('ProvisionedThroughputExceededException', `Rate exceeded for shard ${shard}`);
    }
    const answer = await this.forwarder.forward(request, body);
    if (answer.status === 200) this.reads.note(call, JSON.parse(answer.body.toString()));
    return answer;
  }

  private nextFaults(): Faults {
    return this.script.shift() ?? (typeof this.faults === 'function' ? this.faults() : this.faults);
  }

  private cutInRequest(request: http.IncomingMessage): void {
    this.statistics.calls++;
    this.statistics.failedCalls++;
    request.once('data', () => this.server.cut(request));
  }

  private async putRecords(request: http.IncomingMessage, body: Buffer, faults: Faults): Promise<Outcome> {
    const call = parsePutRecords(request.headers['content-type'], body);
    this.statistics.countCall(call.entries);
    const violation = findViolation(call.entries);
    if (violation) {
      this.statistics.violations.push(violation);
      return this.fail(exception('InvalidArgumentException', violation.message));
    }
    const fault = appliesTo(request, call.entries, faults.call) ? faults.call : undefined;
    if (fault?.kind === 'error') return this.fail(exception(fault.error, fault.message ?? `${fault.error} by the fault proxy`, fault.status));
    if (fault?.kind === 'foreign-answer') return this.fail(page(fault.status ?? 200));
    if (fault && !isDelivered(fault)) return this.fail(NO_ANSWER, mannerOf(fault));

    const refused = call.entries.map((entry) => this.refuseByChance(entry, faults));
    const sent = call.entries.filter((_, index) => !refused[index]);
    let forwarded: Answer = success(putRecordsAnswer([]));
    if (sent.length > 0) {
      forwarded = await this.forwarder.forward(request, sent.length === call.entries.length ? body : call.withEntries(sent));
      if (forwarded.status !== 200) return this.fail(forwarded, fault && mannerOf(fault));
    }
    const { results, rest } = parsePutRecordsAnswer(forwarded.body, sent.length);
    this.statistics.countResults(sent, results);
    const taken = sent.filter((_, index) => !('ErrorCode' in results[index]));
    if (fault) return this.fail(forwarded, mannerOf(fault), taken);
    if (sent.length === call.entries.length) return { answer: forwarded, manner: 'whole', taken };
    const ofSent = results.values();
    const inOrder = refused.map((result) => result ?? next(ofSent));
    this.statistics.failedRecords += refused.filter((result) => result).length;
    return { answer: success(putRecordsAnswer(inOrder, rest)), manner: 'whole', taken };
  }

  private refuseByChance(entry: PutRecordsEntry, faults: Faults): PutRecordsResult | undefined {
    const byChance = this.random() < (faults.recordFailureRate ?? 0);
    if (byChance && faults.recordErrorCode === 'InternalFailure') {
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' };
    }
    if (byChance || this.throughput?.take(entry.partitionKey, entryBytes(entry)) === false) {
      const shard = String(this.throughput?.shardOf(entry.partitionKey) ?? 0).padStart(12, '0');
      return { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: `Rate exceeded for shard shardId-${shard}` };
    }
    return undefined;
  }

  private fail(answer: Answer, manner: AnswerManner = 'whole', taken: readonly PutRecordsEntry[] = []): Outcome {
    this.statistics.failedCalls++;
    return { answer, manner, taken };
  }

  private noteAmbiguous(taken: readonly PutRecordsEntry[]): void {
    this.statistics.ambiguousCalls++;
    this.props.onAmbiguous?.(taken.map((entry) => entry.data()));
  }

  private latency(latencyMs: number | LatencyRange = 0): number {
    return typeof latencyMs === 'number' ? latencyMs : latencyMs.min + this.random() * (latencyMs.max - latencyMs.min);
  }

  private delay(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        resolve();
      }, milliseconds);
      this.timers.add(timer);
    });
  }
}

function next(results: IterableIterator<PutRecordsResult>): PutRecordsResult {
  const { value } = results.next() as { value?: PutRecordsResult };
  if (!value) throw new ProtocolError('the response has fewer results than the request has records');
  return value;
}
