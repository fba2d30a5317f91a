import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { Connections } from './connections';
import { keepEngineSmall } from './small-engine';
import type { StreamArn } from '../../../../src/settings/settings';
import type { Transport } from '../../../delivery/transport';
import { PutRecordsBody } from '../../../kinesis/put-records-body';

/**
 * A connection that was idle for longer is not reused. A freeze stops timers but not the clock, so each call compares this with
 * the clock.
 */
const MAX_IDLE_MS = 30_000;

/** For this long after a response, a connection cannot have been killed by a freeze. */
const PROVEN_MS = 1_000;

export interface KinesisTransport extends Transport {
  /**
   * Runs the code of a call and opens the connection, so that the first call takes less time. Sends no request to Kinesis.
   *
   * @throws if there are no credentials. The first call will tell
   */
  warmUp(): Promise<void>;
}

/** No call takes this long, unless the environment was frozen during it. */
const FROZEN_CALL_MS = 10_000;

/**
 * Returns a transport that calls PutRecords over HTTP/1.1 with keep-alive. The sender does the retries, because it knows how
 * much time is left and which records Kinesis refused.
 *
 * @param now milliseconds since the epoch
 * @param proxy the URL of an HTTP proxy
 */
export function createTransport(stream: StreamArn, now: () => number, proxy?: string): KinesisTransport {
  keepEngineSmall();
  const body = new PutRecordsBody(stream.arn);
  /** When the open connection last received a response, or was opened by `warmUp`. */
  let usedAt: number | undefined;
  const connections = new Connections(MAX_IDLE_MS, proxy);
  const handler = new UndiciHttpHandler({ dispatcher: connections.createAgent() });
  // The client also reads the SDK's own variables (AWS_ENDPOINT_URL_KINESIS, AWS_USE_FIPS_ENDPOINT, …).
  const createClient = (systemClockOffset?: number) =>
    new KinesisClient({ region: stream.region, maxAttempts: 1, requestHandler: handler, systemClockOffset });
  let client = createClient();

  /** Makes a call. Its answer tells the client the time, unless it has waited in the socket during a freeze. */
  const send = async (command: PutRecordsCommand, abortSignal: AbortSignal) => {
    const { config } = client;
    const { systemClockOffset } = config;
    const sentAt = now();
    try {
      return await client.send(command, { abortSignal });
    } finally {
      if (now() - sentAt > FROZEN_CALL_MS) config.systemClockOffset = systemClockOffset;
    }
  };

  const reset = () => {
    usedAt = undefined;
    body.abandon();
    // The handler closes its previous agent.
    handler.updateHttpClientConfig('dispatcher', connections.createAgent());
  };

  const resetIfIdle = () => {
    const idleMs = now() - (usedAt ?? now());
    // After the clock was set back, the real idle time is unknown.
    if (idleMs > MAX_IDLE_MS || idleMs < 0) reset();
  };

  return {
    get connection() {
      resetIfIdle();
      if (usedAt === undefined) return 'new';
      return now() - usedAt > PROVEN_MS ? 'idle' : 'proven';
    },
    reset,
    async warmUp() {
      // A call may begin meanwhile, so its body needs memory of its own.
      const command = putRecordsCommand(stream.arn, () => new PutRecordsBody(stream.arn).write([]));
      let url: URL | undefined;
      answerWithoutSending(command, ({ protocol, hostname, port }) => {
        url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
      });
      await client.send(command);
      if (url && usedAt === undefined && await connections.open(url)) usedAt = now();
    },
    renewCredentials() {
      // A client caches credentials without an expiration for its lifetime. A new client asks the provider at its first call.
      // It also knows by how much the environment's clock is wrong, which the new client would have to learn from a failure.
      client = createClient(client.config.systemClockOffset);
    },
    async putRecords(batch, signal) {
      resetIfIdle();
      const answer = await send(putRecordsCommand(stream.arn, () => body.write(batch)), signal);
      usedAt = now();
      return batch.map((_record, index) => {
        const entry = answer.Records?.[index];
        // Kinesis did not store an entry without a sequence number, even if it has no error code.
        return entry?.SequenceNumber === undefined ? entry?.ErrorCode ?? 'no sequence number' : undefined;
      });
    },
  };
}

/** Replaces the SDK's body, which would turn the records into objects, the objects into JSON, and the JSON into bytes. */
function putRecordsCommand(streamArn: string, writeBody: () => Buffer): PutRecordsCommand {
  const command = new PutRecordsCommand({ StreamARN: streamArn, Records: [] });
  command.middlewareStack.add((next) => async (args) => {
    (args.request as { body: Buffer }).body = writeBody();
    return next(args);
    // Runs before the SDK reads the body's length.
  }, { step: 'build', priority: 'high', name: 'putRecordsBody' });
  return command;
}

interface HttpRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

/** Lets a command run through the whole client, with credentials and signature, but not to Kinesis. */
function answerWithoutSending(command: PutRecordsCommand, onRequest: (request: HttpRequest) => void): void {
  command.middlewareStack.add(() => async ({ request }) => {
    onRequest(request as HttpRequest);
    return { response: { statusCode: 200, headers: {}, body: Buffer.from('{"Records":[]}') }, output: { $metadata: {}, Records: [] } };
    // Runs after the SDK's own, where the request would be sent.
  }, { step: 'deserialize', priority: 'low', name: 'answerWithoutSending' });
}
