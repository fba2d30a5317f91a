import { createHmac, createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import type { SourceData } from '@smithy/types';

export interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly StreamARN: string; readonly Records: ReadonlyArray<{ readonly Data: string; readonly PartitionKey: string }> };
  readonly text: string;
  readonly connection: Socket;
}

/** A server that answers as Kinesis would, unless a test says otherwise. */
export class KinesisServer {
  static async start(): Promise<KinesisServer> {
    const server = new KinesisServer();
    await new Promise<void>((resolve) => server.server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  readonly calls: Call[] = [];
  /** Answers a call. */
  answer: (call: Call, response: ServerResponse) => void = store;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((incoming, response) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => {
        const call: Call = { headers: incoming.headers, body: JSON.parse(text) as Call['body'], text, connection: incoming.socket };
        this.calls.push(call);
        this.answer(call, response);
      });
      incoming.on('error', () => undefined);
    });
  }

  get authority(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

export function give(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
}

export function store({ body }: Call, response: ServerResponse): void {
  give(response, 200, { FailedRecordCount: 0, Records: body.Records.map((_record, index) => ({ SequenceNumber: String(index), ShardId: 'shardId-000000000000' })) });
}

/** Node's digests, in the form that the signer asks for. */
class Sha256 {
  private readonly digester;

  constructor(secret?: SourceData) {
    this.digester = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: SourceData): void {
    this.digester.update(bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.digester.digest());
  }

  reset(): void {
    throw new Error('not supported');
  }
}

function bytesOf(data: SourceData): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

/** The signature that the SDK's signer gives the call. */
export async function signatureOf({ headers, text }: Call, secretAccessKey: string): Promise<string> {
  const authorization = headers.authorization ?? '';
  const [, accessKeyId, region] = /Credential=([^/]+)\/\d+\/([^/]+)\/kinesis\//.exec(authorization) ?? [];
  const names = (/SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '').split(';');
  const date = headers['x-amz-date'] as string;
  const signer = new SignatureV4({
    service: 'kinesis', region, sha256: Sha256, applyChecksum: false,
    credentials: { accessKeyId, secretAccessKey, sessionToken: headers['x-amz-security-token'] as string | undefined },
  });
  const signed = await signer.sign({
    method: 'POST', protocol: 'http:', hostname: headers.host ?? '', path: '/', body: text,
    headers: Object.fromEntries(names.filter((name) => !name.startsWith('x-amz-date') && name !== 'x-amz-security-token').map((name) => [name, String(headers[name])])),
  }, { signingDate: new Date(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')), signableHeaders: new Set(names) });
  return signed.headers.authorization;
}
