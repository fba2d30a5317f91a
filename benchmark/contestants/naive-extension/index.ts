import { createServer } from 'node:http';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { Agent, fetch } from 'undici';

// A telemetry extension in the style of the public samples: it loads everything before it registers, puts one event into a record,
// sends events at the next INVOKE, and waits on SHUTDOWN for the last ones. The benchmark compares our extension with it.

const NAME = 'naive-extension';
const API = `http://${process.env.AWS_LAMBDA_RUNTIME_API}`;
const STREAM_ARN = process.env.KINESIS_TELEMETRY_STREAM_ARN ?? '';
/** The minimum number of buffered events for which an INVOKE sends. */
const DISPATCH_MIN = 5;
/** The maximum of PutRecords. */
const RECORDS_PER_CALL = 500;
/** The time that SHUTDOWN waits for the last events of the Telemetry API. */
const LAST_EVENTS_MS = 300;

// A poll can last for hours.
const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
// The default handler uses HTTP/2, which the local Kinesis does not support.
const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
const encoder = new TextEncoder();
let queue: { time: string; type: string; record: unknown }[] = [];

async function register(): Promise<string> {
  const response = await fetch(`${API}/2020-01-01/extension/register`, {
    method: 'POST', dispatcher, headers: { 'Lambda-Extension-Name': NAME, 'Content-Type': 'application/json' },
    body: JSON.stringify({ events: ['INVOKE', 'SHUTDOWN'] }),
  });
  if (!response.ok) throw new Error(`register: ${response.status}`);
  await response.json();
  return response.headers.get('lambda-extension-identifier') ?? '';
}

function listen(): Promise<number> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => { body += chunk; });
    request.on('end', () => {
      queue.push(...JSON.parse(body));
      response.writeHead(200).end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '0.0.0.0', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

async function subscribe(id: string, port: number): Promise<void> {
  const response = await fetch(`${API}/2022-07-01/telemetry`, {
    method: 'PUT', dispatcher, headers: { 'Lambda-Extension-Identifier': id, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      schemaVersion: '2022-12-13',
      types: ['platform', 'function', 'extension'],
      buffering: { timeoutMs: 100, maxBytes: 262_144, maxItems: 1_000 },
      destination: { protocol: 'HTTP', URI: `http://sandbox.localdomain:${port}` },
    }),
  });
  if (!response.ok) throw new Error(`subscribe: ${response.status}`);
  await response.text();
}

async function next(id: string): Promise<{ eventType: string; requestId?: string }> {
  const response = await fetch(`${API}/2020-01-01/extension/event/next`, { dispatcher, headers: { 'Lambda-Extension-Identifier': id } });
  if (!response.ok) throw new Error(`next: ${response.status}`);
  return response.json() as Promise<{ eventType: string }>;
}

async function dispatch(): Promise<void> {
  const events = queue;
  queue = [];
  for (let from = 0; from < events.length; from += RECORDS_PER_CALL) {
    const chunk = events.slice(from, from + RECORDS_PER_CALL);
    const { Records = [], FailedRecordCount } = await kinesis.send(new PutRecordsCommand({
      StreamARN: STREAM_ARN,
      Records: chunk.map((event) => ({ Data: encoder.encode(JSON.stringify(event)), PartitionKey: String(Math.random()) })),
    }));
    if (FailedRecordCount) queue.push(...chunk.filter((_, index) => Records[index]?.ErrorCode));
  }
}

async function main(): Promise<void> {
  const id = await register();
  await subscribe(id, await listen());
  for (;;) {
    const event = await next(id);
    if (event.eventType === 'SHUTDOWN') {
      await new Promise((resolve) => setTimeout(resolve, LAST_EVENTS_MS));
      await dispatch();
      process.exit(0);
    }
    if (queue.length >= DISPATCH_MIN) await dispatch();
  }
}

void main();
