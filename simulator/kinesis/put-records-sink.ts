import * as http from 'node:http';
import { AddressInfo } from 'node:net';
import { statusOf } from './faults';
import { Answer, give } from './give-answer';
import { findViolation } from './put-records-limits';
import { JSON_CONTENT_TYPE, parsePutRecords, ProtocolError, PutRecordsEntry, putRecordsAnswer } from './put-records-protocol';
import { StreamRecord } from './stream-record';

export interface PutRecordsSinkProps {
  /** The names of the streams that exist at the start. @default - none */
  readonly streams?: readonly string[];
  /** The account of the streams. @default '123456789012' */
  readonly accountId?: string;
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** Called for every record, which the sink then does not keep in memory. @default - the sink keeps the records for `readAll` */
  readonly onRecord?: (streamName: string, record: StreamRecord) => void;
}

const SHARD_ID = 'shardId-000000000000';

/**
 * A PutRecords endpoint in this process, for loads that are too high for the embedded Kinesis, which accepts a few MB per second.
 * It has no other operations, and each stream has one shard. A contract test compares its responses with those of the embedded
 * Kinesis.
 */
export class PutRecordsSink {
  static async start(props: PutRecordsSinkProps = {}): Promise<PutRecordsSink> {
    const sink = new PutRecordsSink(props);
    await new Promise<void>((resolve, reject) => {
      sink.server.once('error', reject);
      sink.server.listen(0, '127.0.0.1', resolve);
    });
    return sink;
  }

  readonly accountId: string;
  readonly region: string;
  private readonly streams = new Map<string, StreamRecord[]>();
  private sequence = 0;
  private readonly server = http.createServer((request, response) => {
    this.handle(request, response).catch((error: unknown) => {
      if (!response.destroyed) give(response, exception('InternalFailure', `sink: ${String(error)}`));
    });
  });

  private constructor(private readonly props: PutRecordsSinkProps) {
    this.accountId = props.accountId ?? '123456789012';
    this.region = props.region ?? 'eu-west-1';
    for (const name of props.streams ?? []) this.streams.set(name, []);
  }

  /** The endpoint for `AWS_ENDPOINT_URL_KINESIS`, or for a `FaultProxy`. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  streamArn(streamName: string): string {
    return `arn:aws:kinesis:${this.region}:${this.accountId}:stream/${streamName}`;
  }

  createStream(streamName: string): Promise<void> {
    if (!this.streams.has(streamName)) this.streams.set(streamName, []);
    return Promise.resolve();
  }

  /** Returns every record of the stream, in the order of their arrival. */
  readAll(streamName: string): Promise<StreamRecord[]> {
    return Promise.resolve([...this.streams.get(streamName) ?? []]);
  }

  /** Closes all connections and resolves when the port is free. It can be called more than once. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    give(response, this.answer(request, Buffer.concat(chunks)));
  }

  private answer({ headers }: http.IncomingMessage, body: Buffer): Answer {
    if (!String(headers['x-amz-target']).endsWith('.PutRecords')) return exception('AccessDeniedException', 'the sink supports PutRecords only');
    try {
      return this.putRecords(headers['content-type'], body);
    } catch (error) {
      // JSON.parse throws a SyntaxError
      if (error instanceof ProtocolError || error instanceof SyntaxError) return exception('SerializationException', error.message);
      throw error;
    }
  }

  private putRecords(contentType: string | undefined, body: Buffer): Answer {
    const { entries, stream } = parsePutRecords(contentType, body);
    const name = stream.startsWith('arn:') ? stream.slice(stream.indexOf('/') + 1) : stream;
    const kept = this.streams.get(name);
    if (!kept) return exception('ResourceNotFoundException', `Stream ${stream} not found`);
    const violation = findViolation(entries);
    if (violation) return exception('InvalidArgumentException', violation.message);
    const results = entries.map((entry) => {
      const record = this.take(entry);
      if (this.props.onRecord) this.props.onRecord(name, record);
      else kept.push(record);
      return { SequenceNumber: record.sequenceNumber, ShardId: record.shardId };
    });
    return { status: 200, headers: { 'content-type': JSON_CONTENT_TYPE }, body: Buffer.from(putRecordsAnswer(results, { EncryptionType: 'NONE' })) };
  }

  private take(entry: PutRecordsEntry): StreamRecord {
    const sequenceNumber = String(++this.sequence).padStart(56, '0');
    return { data: entry.data(), partitionKey: entry.partitionKey, sequenceNumber, shardId: SHARD_ID };
  }
}

function exception(error: string, message: string): Answer {
  return { status: statusOf(error), headers: { 'content-type': JSON_CONTENT_TYPE }, body: Buffer.from(JSON.stringify({ __type: error, message })) };
}
