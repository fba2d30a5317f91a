import { createCredentialsProvider } from './credentials';
import { endpointOf } from './endpoint';
import { ServiceClock } from './service-clock';
import { serviceErrorOf } from './service-error';
import type { StreamArn } from '../../../../src/settings/settings';
import type { PackedRecord } from '../../../delivery/record';
import type { ConnectionState, Transport } from '../../../delivery/transport';
import { PutRecordsBody } from '../../../kinesis/put-records-body';
import { VERSION } from '../../../process/version';

const POOL = 'kinesis';

/** Connecting includes the TLS handshake, which is slow on a small share of a CPU. */
const CONNECT_TIMEOUT_MS = 2_000;

/** A connection that was idle for longer is not reused. A freeze stops timers but not the clock, so each call compares this with the clock. */
const MAX_IDLE_MS = 30_000;

/** For this long after a response, a connection cannot have been killed by a freeze. */
const PROVEN_MS = 1_000;

const HEADERS = {
  'content-type': 'application/x-amz-json-1.1',
  'user-agent': `cdk-kinesis-telemetry-extension/${VERSION}`,
  'x-amz-target': 'Kinesis_20131202.PutRecords',
};

interface PutRecordsAnswer {
  readonly Records?: ReadonlyArray<{ readonly SequenceNumber?: string; readonly ErrorCode?: string }>;
}

export interface KinesisTransport extends Transport {
  /** Opens the connection, so that the first call takes less time. Sends no request. */
  warmUp(): Promise<void>;
}

/**
 * Returns a transport that calls PutRecords over HTTP/1.1 with keep-alive. The sender does the retries.
 *
 * @param now milliseconds since the epoch
 * @param proxy the URL of an HTTP proxy
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function createTransport(
  stream: StreamArn, env: Readonly<Record<string, string | undefined>>, now: () => number, proxy?: string,
): KinesisTransport {
  const body = new PutRecordsBody(stream.arn);
  const clock = new ServiceClock(now);
  const { origin, path } = endpointOf(stream, env);
  const target = { pool: POOL, origin, proxy, connectTimeoutMs: CONNECT_TIMEOUT_MS };
  let credentials = createCredentialsProvider(env, now);
  /** When the open connection last received a response, or was opened by `warmUp`. */
  let usedAt: number | undefined;

  const reset = (): void => {
    usedAt = undefined;
    body.abandon();
    engine.closePool(POOL);
  };

  const resetIfIdle = (): void => {
    const idleMs = now() - (usedAt ?? now());
    // After the clock was set back, the real idle time is unknown.
    if (idleMs > MAX_IDLE_MS || idleMs < 0) reset();
  };

  const call = async (payload: Buffer, signal: AbortSignal): Promise<PutRecordsAnswer> => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    if (signal.aborted) throw signal.reason;
    const sentAt = now();
    const signature = engine.sign({
      method: 'POST', url: `${origin}${path}`, headers: HEADERS, body: payload, service: 'kinesis', region: stream.region,
      accessKeyId, secretAccessKey, sessionToken, timeMs: clock.time,
    });
    const { id, answer } = engine.request({
      ...target, path, method: 'POST', headers: { ...HEADERS, ...signature }, body: payload, timeoutMs: 0, maxIdleMs: MAX_IDLE_MS,
      // Kinesis may have stored the records although the connection broke. The sender decides.
      retriesStale: false,
    });
    const cancel = (): void => engine.cancel(id);
    signal.addEventListener('abort', cancel);
    const response = await answer
      .catch((error: unknown) => { throw signal.aborted ? signal.reason : error; })
      .finally(() => signal.removeEventListener('abort', cancel));
    const isCorrected = clock.learn(response.headers.date, sentAt);
    if (response.status !== 200) {
      const error = serviceErrorOf(response);
      error.$metadata.clockSkewCorrected = isCorrected;
      throw error;
    }
    return JSON.parse(engine.decode(response.body, 'utf8', 0, response.body.length)) as PutRecordsAnswer;
  };

  return {
    get connection(): ConnectionState {
      resetIfIdle();
      if (usedAt === undefined) return 'new';
      return now() - usedAt > PROVEN_MS ? 'idle' : 'proven';
    },
    reset,
    async warmUp() {
      // The endpoint of SnapStart's credentials takes its time, too.
      const ready = credentials();
      ready.catch(() => undefined);
      await engine.connect(target);
      if (usedAt === undefined) usedAt = now();
      await ready;
    },
    renewCredentials() {
      credentials = createCredentialsProvider(env, now);
    },
    async putRecords(batch: readonly PackedRecord[], signal: AbortSignal) {
      resetIfIdle();
      const { Records } = await call(body.write(batch), signal);
      usedAt = now();
      return batch.map((_record, index) => {
        const entry = Records?.[index];
        // Kinesis did not store an entry without a sequence number, even if it has no error code.
        return entry?.SequenceNumber === undefined ? entry?.ErrorCode ?? 'no sequence number' : undefined;
      });
    },
  };
}
