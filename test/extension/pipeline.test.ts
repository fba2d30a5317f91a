import { gunzipSync } from 'node:zlib';
import { FakeClock, settled } from './fake-clock';
import type { PackedRecord } from '../../extension-src/delivery/record';
import { createRecordFormat } from '../../extension-src/formats/create-record-format';
import { createPipeline } from '../../extension-src/pipeline';
import type { PipelineOptions } from '../../extension-src/pipeline';
import { readSettings } from '../../extension-src/settings/settings';

const STREAM = 'arn:aws-cn:kinesis:cn-north-1:123456789012:stream/telemetry';

/** Returns a pipeline for a function in another region than its stream. Kinesis accepts everything, or fails. */
function wire({ env = {}, accountId = '210987654321', isManagedInstance = false, loads = true, createFormat = createRecordFormat }: {
  env?: Record<string, string>; accountId?: string; isManagedInstance?: boolean; loads?: boolean; createFormat?: PipelineOptions['createFormat'];
} = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const sent: PackedRecord[] = [];
  const kinesis = { canLoad: loads, loads: 0, resets: 0, renewals: 0, failure: undefined as Error | undefined };
  const settings = readSettings({ KINESIS_TELEMETRY_STREAM_ARN: STREAM, ...env }, { memorySizeMB: 128, isManagedInstance: false });
  const pipeline = createPipeline({
    settings, createFormat, clock, random: () => 0.5, log: (line) => log.push(line),
    lambda: { runtimeApi: 'x', region: 'cn-northwest-1', memorySizeMB: 128, isManagedInstance, isSnapStart: true },
    registration: { identifier: 'id', functionName: 'orders', functionVersion: '7', ...accountId === '' ? {} : { accountId } },
    loadTransport: () => {
      kinesis.loads++;
      if (!kinesis.canLoad) return Promise.reject(new Error('no such module'));
      return Promise.resolve({
        connection: 'new',
        reset: () => { kinesis.resets++; },
        renewCredentials: () => { kinesis.renewals++; },
        putRecords: (batch) => {
          if (kinesis.failure) return Promise.reject(kinesis.failure);
          // The packer reuses the memory of a record.
          sent.push(...batch.map((record) => ({ ...record, data: Buffer.from(record.data) })));
          return Promise.resolve(batch.map(() => undefined));
        },
      });
    },
  });
  const post = (type: string, record: unknown) => {
    const time = new Date(clock.now()).toISOString();
    pipeline.intake.take({ body: Buffer.from(JSON.stringify([{ time, type, record }])) });
  };
  const flush = () => pipeline.delivery.flush(clock.now() + 1_000);
  const stream = () => sent.flatMap(({ data }) => data.toString().trim().split('\n')).map((line) => JSON.parse(line) as Record<string, unknown>);
  return { pipeline, clock, log, sent, stream, kinesis, post, flush };
}

describe('the pipeline', () => {
  test('writes the origin into each envelope: the function in its own region and account, and its version', async () => {
    const { stream, pipeline, post, flush } = wire();
    post('function', 'hi');
    await flush();
    expect(stream()).toEqual([{
      time: '2026-11-20T09:00:00.000Z', type: 'function', record: 'hi', sequence: 1,
      source: 'arn:aws-cn:lambda:cn-northwest-1:210987654321:function:orders', version: '7', environment: expect.stringMatching(/^[0-9a-z]{16}$/) as string,
    }]);
    expect(pipeline.totals).toMatchObject({ received: 1, delivered: 1 });
  });

  test('writes the attributes of the settings into each envelope', async () => {
    const { stream, post, flush } = wire({ env: { KINESIS_TELEMETRY_ATTRIBUTES: '{"team":"checkout"}' } });
    post('function', 'hi');
    await flush();
    expect(stream()[0]).toMatchObject({ attributes: { team: 'checkout' } });
  });

  test('omits the account if the registration did not return it', async () => {
    const { stream, post, flush } = wire({ accountId: '' });
    post('function', 'hi');
    await flush();
    expect(stream()[0].source).toBe('arn:aws-cn:lambda:cn-northwest-1::function:orders');
  });

  test('gives each environment its own id', async () => {
    const [one, other] = [wire(), wire()];
    for (const { post, flush } of [one, other]) {
      post('function', 'hi');
      await flush();
    }
    expect(one.stream()[0].environment).not.toBe(other.stream()[0].environment);
  });

  test('identifies an invocation by its platform.start, but not on Managed Instances, which run many at once', async () => {
    for (const isManagedInstance of [false, true]) {
      const { stream, post, flush } = wire({ isManagedInstance });
      post('platform.start', { requestId: 'a' });
      post('function', 'hi');
      await flush();
      expect(stream()[1].requestId).toBe(isManagedInstance ? undefined : 'a');
    }
  });

  test('with drop, reports events that are too large for a record in the stream', async () => {
    const { stream, pipeline, post, flush } = wire({ env: { KINESIS_TELEMETRY_OVERSIZED_EVENTS: 'drop' } });
    post('function', 'x'.repeat(1_100_000));
    await flush();
    expect(stream()).toEqual([expect.objectContaining({ type: 'telemetry.dropped', record: expect.objectContaining({ reason: 'too-large', count: 1 }) as object })]);
    expect(pipeline.ledger.total).toBe(1);
  });

  test('uses the partition key, types and buffer limit of the settings', async () => {
    const { sent, pipeline, stream, post, flush, kinesis } = wire({
      env: {
        KINESIS_TELEMETRY_PARTITION_KEY: 'request', KINESIS_TELEMETRY_TYPES: 'function', KINESIS_TELEMETRY_BUFFER_MAX_BYTES: '2097152',
      },
    });
    post('platform.start', { requestId: 'a' });
    post('function', 'hi');
    await flush();
    expect(sent.map(({ partitionKey }) => partitionKey)).toEqual(['a']);
    expect(stream()).toHaveLength(1);
    kinesis.failure = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    for (let i = 0; i < 4; i++) post('function', 'x'.repeat(900_000));
    await flush();
    expect(pipeline.queue.heldBytes).toBeLessThanOrEqual(2_097_152);
    expect(pipeline.totals.bufferPeakBytes).toBeGreaterThan(1_800_000);
  });

  test('sends at the dispatch threshold and after the dispatch interval of the settings', async () => {
    const { clock, stream, post } = wire({ env: { KINESIS_TELEMETRY_DISPATCH_THRESHOLD: '3', KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS: '5000' } });
    post('function', 'a');
    post('function', 'b');
    await clock.advance(4_999);
    expect(stream()).toEqual([]);
    await clock.advance(1);
    expect(stream()).toHaveLength(2);
    for (const text of ['c', 'd', 'e']) post('function', text);
    // The record is not full, so it waits for the linger time.
    await clock.advance(99);
    expect(stream()).toHaveLength(2);
    await clock.advance(1);
    expect(stream()).toHaveLength(5);
  });

  test('holds even a frequent invocation for events that have waited two dispatch intervals', () => {
    const { clock, pipeline } = wire({ env: { KINESIS_TELEMETRY_DISPATCH_INTERVAL_MS: '5000' } });
    for (let i = 0; i < 21; i++) pipeline.strategy.holds(clock.now(), 0);
    expect(pipeline.strategy.holds(clock.now(), 10_000)).toBe(false);
    expect(pipeline.strategy.holds(clock.now(), 10_001)).toBe(true);
  });
});

describe('the pipeline and its transport', () => {
  test('loads it once, early after warmUp, and not at all without telemetry', async () => {
    const idle = wire();
    await settled();
    expect(idle.kinesis.loads).toBe(0);
    idle.pipeline.warmUp();
    expect(idle.kinesis.loads).toBe(1);
    idle.post('function', 'hi');
    await idle.flush();
    idle.post('function', 'hi');
    await idle.flush();
    expect(idle.kinesis.loads).toBe(1);
  });

  test('logs with the first flush that it cannot be loaded, and continues', async () => {
    const { pipeline, clock, log, post, flush } = wire({ loads: false });
    // An unhandled rejection fails the test.
    pipeline.warmUp();
    await settled();
    post('platform.restoreStart', {});
    await settled();
    const flushed = flush();
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(log).toEqual([expect.stringMatching(/^cannot deliver to arn:.*: not acknowledged within 1000 ms; the last call failed with: Error: no such module; until a retry/)]);
  });

  test('loads it again after a failure', async () => {
    const { kinesis, pipeline, clock, stream, post, flush } = wire({ loads: false });
    pipeline.warmUp();
    await settled();
    kinesis.canLoad = true;
    post('function', 'hi');
    expect(await flush()).toBe('delivered');
    expect(stream()).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  test('logs the start and the end of an outage, and then sends buffered events without a new event', async () => {
    const { clock, log, stream, kinesis, post, flush } = wire({ env: { KINESIS_TELEMETRY_BUFFER_MAX_BYTES: '5000000' } });
    kinesis.failure = Object.assign(new Error('not you'), { name: 'AccessDeniedException' });
    post('function', 'hi');
    expect(await flush()).toBe('failed');
    expect(log).toEqual([`cannot deliver to ${STREAM}: AccessDeniedException: not you; until a retry succeeds, up to 5000000 bytes of telemetry `
      + 'are buffered and invocations do not wait']);
    kinesis.failure = undefined;
    await clock.advance(10_000);
    expect(stream()).toHaveLength(1);
    expect(log.slice(1)).toEqual([`delivering to ${STREAM} again`]);
  });

  test('a restore from a snapshot gets new connections, new credentials and a new id', async () => {
    const { stream, kinesis, post, flush } = wire();
    post('function', 'before');
    await flush();
    expect(kinesis).toMatchObject({ resets: 0, renewals: 0 });
    post('platform.restoreStart', {});
    await flush();
    expect(kinesis).toMatchObject({ resets: 1, renewals: 1 });
    expect(stream().map(({ type, sequence }) => [type, sequence])).toEqual([['function', 1], ['platform.restoreStart', 1]]);
    expect(new Set(stream().map(({ environment }) => environment)).size).toBe(2);
  });

  test('a restore does not load it', async () => {
    const { kinesis, post } = wire();
    post('platform.restoreStart', {});
    await settled();
    expect(kinesis.loads).toBe(0);
  });
});

describe('the pipeline and its record format', () => {
  const CLOUDWATCH_LOGS = { KINESIS_TELEMETRY_RECORD_FORMAT: 'cloudwatch-logs' };
  const documents = (sent: readonly PackedRecord[]) => sent.map(({ data }) => JSON.parse(gunzipSync(data).toString()) as Record<string, unknown>);

  test('the CloudWatch Logs format has the account, the log group, and the log stream that Lambda reports', async () => {
    const { sent, post, flush } = wire({ env: CLOUDWATCH_LOGS });
    post('platform.initStart', { instanceId: '2026/11/20/orders[$LATEST]0123' });
    post('function', 'hi');
    await flush();
    expect(documents(sent)).toMatchObject([
      { owner: '210987654321', logGroup: '/aws/lambda/orders', logStream: '2026/11/20/orders[$LATEST]0123', logEvents: [{ message: 'hi' }] },
    ]);
  });

  test('the CloudWatch Logs format has the log group of the settings, and no account if it is unknown', async () => {
    const { sent, post, flush } = wire({ env: { ...CLOUDWATCH_LOGS, KINESIS_TELEMETRY_LOG_GROUP: '/shop/orders' }, accountId: '' });
    post('function', 'hi');
    await flush();
    expect(documents(sent)).toMatchObject([{ owner: '', logGroup: '/shop/orders' }]);
  });

  test.each([['ndjson', true], ['kpl-aggregated', true], ['cloudwatch-logs', false]])('with the format %s the stream gets a summary: %p', (format, summarizes) => {
    expect(wire({ env: { KINESIS_TELEMETRY_RECORD_FORMAT: format } }).pipeline.summarizes).toBe(summarizes);
  });

  test('a record that cannot be encoded is sent as NDJSON, and that is logged once', async () => {
    const reasons = ['no memory', 'no idea'];
    const { log, stream, post, flush } = wire({
      env: { KINESIS_TELEMETRY_RECORD_FORMAT: 'kpl-aggregated' },
      createFormat: (options) => ({ ...createRecordFormat(options)!, encode: () => Promise.reject(new Error(reasons.shift())) }),
    });
    for (const text of ['a', 'b']) {
      post('function', text);
      expect(await flush()).toBe('delivered');
    }
    expect(stream().map(({ record }) => record)).toEqual(['a', 'b']);
    expect(log).toEqual(['could not encode a record and sent it as plain NDJSON: no memory; later cases are not logged']);
  });
});

test('data that is not telemetry is logged once', () => {
  const { pipeline, log } = wire();
  pipeline.intake.take({ refused: 'a body of 5000000 bytes, more than Lambda sends' });
  pipeline.intake.take({ body: Buffer.from('nonsense') });
  pipeline.intake.take({ body: Buffer.from('[{"no":"type"}]') });
  expect(log).toEqual(['skipped data that is not telemetry (a body of 5000000 bytes, more than Lambda sends); later cases are not logged']);
  expect(pipeline.totals.malformed).toBe(3);
});
