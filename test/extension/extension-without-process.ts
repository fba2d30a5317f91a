import { FakeClock, settled } from './fake-clock';
import { createRecordFormat } from '../../extension-src/formats/create-record-format';
import { handleInvocation } from '../../extension-src/lifecycle/invocation';
import { finish, report as reportLoss } from '../../extension-src/lifecycle/shutdown';
import type { ShutdownOptions } from '../../extension-src/lifecycle/shutdown';
import { createPipeline } from '../../extension-src/pipeline';
import type { CreateSelection } from '../../extension-src/selection/create-selection';
import { readSettings } from '../../extension-src/settings/settings';

/** The envelope of an event in the stream. */
export interface Envelope {
  readonly type: string;
  readonly environment: string;
  readonly sequence: number;
  readonly requestId?: string;
  readonly record: Record<string, unknown>;
}

export const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';

/** Returns the extension without its process: a pipeline whose Kinesis responds after a latency, or with an error. */
export function createExtension({
  latencyMs = 10, failure, types, strategy, undelivered, isSnapStart = false, isManagedInstance = false, createSelection,
}: {
  latencyMs?: number; failure?: Error; types?: string; strategy?: string; undelivered?: string; isSnapStart?: boolean;
  isManagedInstance?: boolean; createSelection?: CreateSelection;
} = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const stream: Envelope[] = [];
  /** The partition keys of the records in the stream. */
  const keys: string[] = [];
  const renewals: number[] = [];
  const written: string[] = [];
  const kinesis = { latencyMs, failure };
  /** How long the log takes to write a line. */
  const writing = { tookMs: 0 };
  const settings = readSettings({
    KINESIS_TELEMETRY_STREAM_ARN: STREAM, KINESIS_TELEMETRY_TYPES: types,
    KINESIS_TELEMETRY_FLUSH_STRATEGY: strategy,
    KINESIS_TELEMETRY_UNDELIVERED_EVENTS: undelivered,
  }, { memorySizeMB: 128, isManagedInstance: false });
  let lastBodyAt = 0;
  const pipeline = createPipeline({
    createFormat: createRecordFormat,
    createSelection,
    settings, clock, random: () => 0.5, log: (line) => log.push(line),
    lambda: { runtimeApi: 'x', region: 'eu-west-1', memorySizeMB: 128, isManagedInstance, isSnapStart },
    registration: { identifier: 'id', functionName: 'orders', functionVersion: '7', accountId: '123456789012' },
    loadTransport: () => Promise.resolve({
      connection: 'new',
      reset: () => undefined,
      renewCredentials: () => { renewals.push(clock.now()); },
      putRecords: (batch) => new Promise((resolve, reject) => void clock.schedule(kinesis.latencyMs, () => {
        if (kinesis.failure) return reject(kinesis.failure);
        keys.push(...batch.map(({ partitionKey }) => partitionKey));
        for (const line of batch.flatMap(({ data }) => data.toString().trim().split('\n'))) stream.push(JSON.parse(line) as Envelope);
        return resolve(batch.map(() => undefined));
      })),
    }),
  });
  let listening = true;
  let newKeys = 0;
  const post = (...events: Array<[type: string, record: unknown]>) => {
    if (!listening) throw new Error('connection refused');
    lastBodyAt = clock.now();
    const time = new Date(clock.now()).toISOString();
    pipeline.intake.take({ body: Buffer.from(JSON.stringify(events.map(([type, record]) => ({ time, type, record })))) });
  };
  const invoke = (requestId: string, timeoutMs = 3_000, hasTelemetry = true) => handleInvocation(
    { eventType: 'INVOKE', requestId, deadlineMs: clock.now() + timeoutMs },
    { pipeline, clock, flushTimeoutMs: settings.flushTimeoutMs, hasTelemetry });
  const shutdownOptions = (remainingMs: number): ShutdownOptions => ({
    pipeline, clock, log: (line) => log.push(line), randomKey: () => `new key ${++newKeys}`, bufferingTimeoutMs: 25, lastBodyAt: () => lastBodyAt,
    stopListening: () => { listening = false; },
    functionName: 'orders', streamName: 'telemetry', undeliveredEvents: settings.undeliveredEvents,
    writeLine: (line) => {
      written.push(line.toString());
      clock.jump(writing.tookMs);
      return true;
    },
    deadline: clock.now() + remainingMs, reason: 'SPINDOWN',
  });
  const shutdown = (remainingMs = 2_000) => finish(shutdownOptions(remainingMs));
  /** Ends as an extension does of which a part could not be loaded: it sends nothing. */
  const endWithoutSending = () => reportLoss(shutdownOptions(2_000));
  return { pipeline, clock, log, written, renewals, stream, keys, kinesis, writing, post, invoke, shutdown, endWithoutSending };
}

/** Returns how many milliseconds pass on the clock until the promise resolves. */
export async function took(clock: FakeClock, promise: Promise<unknown>, stepMs = 1): Promise<number> {
  const begin = clock.now();
  let done = false;
  void promise.then(() => { done = true; });
  await settled();
  while (!done) await clock.advance(stepMs);
  return clock.now() - begin;
}

export const start = (requestId: string): [string, unknown] => ['platform.start', { requestId }];
export const done = (requestId: string): [string, unknown] => ['platform.runtimeDone', { requestId, status: 'success' }];
export const report = (requestId: string): [string, unknown] => ['platform.report', { requestId, status: 'success' }];
