import { randomUUID } from 'node:crypto';
import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { CallFault, Faults, NO_FAULTS, statusOf } from './faults';
import { ProxyStatistics } from './proxy-statistics';
import { entryBytes, findViolation, putUnits } from './put-records-limits';
import {
  JSON_CONTENT_TYPE, parsePutRecords, parsePutRecordsAnswer, ProtocolError, putRecordsAnswer, PutRecordsEntry, PutRecordsResult,
} from './put-records-protocol';
import { Random, seededRandom } from './seeded-random';
import { ShardThroughput, ShardThroughputProps } from './shard-throughput';

export interface FaultProxyProps {
  /** Where requests go on to, such as an embedded Kinesis. */
  readonly target: string;
  /** What goes wrong from the start. @default - nothing */
  readonly faults?: Faults;
  /** Chooses the records that fail. @default - a generator with a fixed seed */
  readonly random?: Random;
  /** Throttle as the shards of a provisioned stream do. @default - no throttling */
  readonly throughput?: ShardThroughputProps;
  /** @default - a free port */
  readonly port?: number;
}

interface Answer {
  readonly status: number;
  readonly headers: http.OutgoingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Stands in front of Kinesis and does to PutRecords what Kinesis and networks do on bad days, on demand; at all
 * times it refuses what breaks a limit of PutRecords, which the embedded Kinesis does not. Other requests pass.
 */
export class FaultProxy {
  static async start(props: FaultProxyProps): Promise<FaultProxy> {
    const proxy = new FaultProxy(props);
    await new Promise<void>((resolve, reject) => {
      proxy.server.once('error', reject);
      proxy.server.listen(props.port ?? 0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  readonly statistics = new ProxyStatistics();
  /** What goes wrong with every call that the script does not cover. Set it at any time. */
  faults: Faults;
  private readonly script: Faults[] = [];
  private readonly random: Random;
  private readonly throughput?: ShardThroughput;
  private readonly target: URL;
  private readonly agent = new http.Agent({ keepAlive: true });
  private readonly server: http.Server;
  private readonly timers = new Set<NodeJS.Timeout>();

  private constructor(props: FaultProxyProps) {
    this.target = new URL(props.target);
    this.faults = props.faults ?? NO_FAULTS;
    this.random = props.random ?? seededRandom(1);
    this.throughput = props.throughput && new ShardThroughput(props.throughput);
    this.server = http.createServer((request, response) => {
      this.handle(request, response).catch((error: unknown) => {
        if (response.destroyed) return; // the client has gone: nobody is left to be told
        const name = error instanceof ProtocolError ? 'SerializationException' : 'ServiceUnavailable';
        send(response, exception(name, `fault proxy: ${String(error)}`));
      });
    });
  }

  /** For `AWS_ENDPOINT_URL_KINESIS`. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The next PutRecords calls get these faults, one each; then `faults` holds again. `NO_FAULTS` lets one through. */
  next(...faults: Faults[]): void {
    this.script.push(...faults);
  }

  /** Cuts all connections, the hanging ones too, and resolves when the port is free. May be called again. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.agent.destroy();
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await readBody(request);
    const operation = String(request.headers['x-amz-target'] ?? request.url).split('.').at(-1) ?? '';
    if (operation !== 'PutRecords') {
      this.statistics.otherCalls.set(operation, (this.statistics.otherCalls.get(operation) ?? 0) + 1);
      send(response, await this.forward(request, body));
      return;
    }
    const faults = this.script.shift() ?? this.faults;
    const answer = await this.putRecords(request, body, faults);
    await this.delay(faults.latencyMs ?? 0);
    if (answer === 'reset') response.destroy();
    else if (answer !== 'hang') send(response, answer);
  }

  private async putRecords(request: http.IncomingMessage, body: Buffer, faults: Faults): Promise<Answer | 'hang' | 'reset'> {
    const call = parsePutRecords(request.headers['content-type'], body);
    this.countCall(call.entries);
    const violation = findViolation(call.entries);
    if (violation) {
      this.statistics.violations.push(violation);
      return this.fail({ kind: 'error', error: 'InvalidArgumentException', message: violation.message });
    }
    if (faults.call?.kind === 'error') return this.fail(faults.call);
    if (faults.call && !faults.call.delivered) return this.cut(faults.call.kind);

    const refused = call.entries.map((entry) => this.refuse(entry, faults));
    const taken = call.entries.filter((_, index) => !refused[index]);
    let forwarded: Answer = { status: 200, headers: answerHeaders(), body: Buffer.from(putRecordsAnswer([])) };
    if (taken.length > 0) {
      forwarded = await this.forward(request, taken.length === call.entries.length ? body : call.withEntries(taken));
      if (forwarded.status !== 200) {
        this.statistics.failedCalls++;
        return faults.call ? this.cut(faults.call.kind) : forwarded;
      }
    }
    const { results, rest } = parsePutRecordsAnswer(forwarded.body, taken.length);
    this.countResults(taken, results);
    if (faults.call) return this.cut(faults.call.kind);
    if (taken.length === call.entries.length) return forwarded;
    const ofTaken = results.values();
    const inOrder = refused.map((result) => result ?? next(ofTaken));
    this.statistics.failedRecords += refused.filter((result) => result).length;
    return { status: 200, headers: answerHeaders(), body: Buffer.from(putRecordsAnswer(inOrder, rest)) };
  }

  private refuse(entry: PutRecordsEntry, faults: Faults): PutRecordsResult | undefined {
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

  private fail(fault: CallFault & { kind: 'error' }): Answer {
    this.statistics.failedCalls++;
    return exception(fault.error, fault.message ?? `${fault.error} by the fault proxy`, fault.status);
  }

  private cut(kind: 'hang' | 'reset'): 'hang' | 'reset' {
    this.statistics.failedCalls++;
    return kind;
  }

  private countCall(entries: readonly PutRecordsEntry[]): void {
    const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
    this.statistics.calls++;
    this.statistics.records += entries.length;
    this.statistics.bytes += bytes;
    this.statistics.largestCall = {
      records: Math.max(this.statistics.largestCall.records, entries.length),
      bytes: Math.max(this.statistics.largestCall.bytes, bytes),
    };
  }

  private countResults(sent: readonly PutRecordsEntry[], results: readonly PutRecordsResult[]): void {
    for (const [index, result] of results.entries()) {
      if ('ErrorCode' in result) {
        this.statistics.failedRecords++;
      } else {
        this.statistics.acceptedRecords++;
        this.statistics.putUnits += putUnits(sent[index].dataBytes);
      }
    }
  }

  private forward(request: http.IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = http.request({
        agent: this.agent,
        host: this.target.hostname,
        port: this.target.port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, 'content-length': body.length },
      }, (incoming) => {
        readBody(incoming).then((answer) => {
          const { 'transfer-encoding': _, ...headers } = incoming.headers;
          resolve({ status: incoming.statusCode ?? 502, headers, body: answer });
        }, reject);
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
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

function exception(error: string, message: string, status: number = statusOf(error)): Answer {
  return {
    status,
    headers: { ...answerHeaders(), 'x-amzn-errortype': error },
    body: Buffer.from(JSON.stringify({ __type: error, message })),
  };
}

function answerHeaders(): http.OutgoingHttpHeaders {
  return { 'content-type': JSON_CONTENT_TYPE, 'x-amzn-requestid': randomUUID() };
}

function send(response: http.ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
}

async function readBody(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function next(results: IterableIterator<PutRecordsResult>): PutRecordsResult {
  const { value } = results.next() as { value?: PutRecordsResult };
  if (!value) throw new ProtocolError('fewer results than records');
  return value;
}
