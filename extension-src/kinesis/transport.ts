import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { Agent } from 'undici';
import { PutRecordsBody } from './put-records-body';
import { keepEngineSmall } from './small-engine';
import type { StreamArn } from '../../src/settings/settings';
import type { Transport } from '../delivery/transport';

/**
 * A connection that was idle for longer is not used again. A freeze stops timers but not the clock, so this is compared
 * with the clock before each call.
 */
const LONGEST_IDLE_MS = 30_000;

/** A connection that brought an answer so recently has not been through a freeze that could have killed it. */
const PROVEN_MS = 1_000;

/** Connecting includes the TLS handshake, which is slow on a small share of a CPU. */
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * PutRecords over HTTP/1.1 with keep-alive. Retries are the sender's: only it knows what time is left and which records
 * of a call were refused.
 *
 * @param now milliseconds since the epoch
 */
export function createTransport(stream: StreamArn, now: () => number): Transport {
  keepEngineSmall();
  const body = new PutRecordsBody(stream.arn);
  /** When an answer came over the connection that is open now. */
  let usedAt: number | undefined;
  const handler = new UndiciHttpHandler({ dispatcher: createAgent() });
  // The SDK's own variables (AWS_ENDPOINT_URL_KINESIS, AWS_USE_FIPS_ENDPOINT, …) keep their meaning.
  const createClient = () => new KinesisClient({ region: stream.region, maxAttempts: 1, requestHandler: handler });
  let client = createClient();

  const reset = () => {
    usedAt = undefined;
    body.abandon();
    // The handler closes the agent that it had.
    handler.updateHttpClientConfig('dispatcher', createAgent());
  };

  const resetIfIdle = () => {
    const idleMs = now() - (usedAt ?? now());
    // A clock that was set back tells nothing about the connection.
    if (idleMs > LONGEST_IDLE_MS || idleMs < 0) reset();
  };

  return {
    get connection() {
      resetIfIdle();
      if (usedAt === undefined) return 'new';
      return now() - usedAt > PROVEN_MS ? 'idle' : 'proven';
    },
    reset,
    renewCredentials() {
      // The client keeps credentials that do not say when they expire for its life.
      client = createClient();
    },
    async putRecords(batch, signal) {
      resetIfIdle();
      const answer = await client.send(putRecordsCommand(stream.arn, () => body.write(batch)), { abortSignal: signal });
      usedAt = now();
      return batch.map((_record, index) => {
        const entry = answer.Records?.[index];
        // An entry without a sequence number was not taken, whether it says why or not.
        return entry?.SequenceNumber === undefined ? entry?.ErrorCode ?? 'no sequence number' : undefined;
      });
    },
  };
}

/** The SDK does all that a call needs but the body: it would make the records objects, the objects JSON, and the JSON bytes. */
function putRecordsCommand(streamArn: string, writeBody: () => Buffer): PutRecordsCommand {
  const command = new PutRecordsCommand({ StreamARN: streamArn, Records: [] });
  command.middlewareStack.add((next) => async (args) => {
    (args.request as { body: Buffer }).body = writeBody();
    return next(args);
    // Before its length is taken.
  }, { step: 'build', priority: 'high', name: 'putRecordsBody' });
  return command;
}

function createAgent(): Agent {
  const agent = new Agent({
    connections: 1,
    allowH2: false,
    keepAliveTimeout: LONGEST_IDLE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    // The sender ends every call in time.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  // To close it would be to wait for calls that will never end, and then to forget their connections.
  agent.close = (() => agent.destroy().catch(() => undefined)) as Agent['close'];
  return agent;
}
