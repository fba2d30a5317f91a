import { FakeClock, settled } from './fake-clock';
import { accompany } from '../../extension-src/invocation';
import type { Pipeline } from '../../extension-src/pipeline';
import { createPipeline } from '../../extension-src/pipeline';
import { readSettings } from '../../extension-src/settings';
import { finish } from '../../extension-src/shutdown';

interface Envelope {
  readonly type: string;
  readonly sequence: number;
  readonly requestId?: string;
  readonly record: Record<string, unknown>;
}

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';

/** The extension without its process: a pipeline whose Kinesis takes so long to answer, or answers with an error. */
function createExtension({ latencyMs = 10, failure, types }: { latencyMs?: number; failure?: Error; types?: string } = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const stream: Envelope[] = [];
  const kinesis = { latencyMs, failure };
  const settings = readSettings({ KINESIS_TELEMETRY_STREAM_ARN: STREAM, KINESIS_TELEMETRY_TYPES: types }, 128);
  let lastBodyAt = 0;
  const pipeline = createPipeline({
    settings, clock, random: () => 0.5, log: (line) => log.push(line),
    lambda: { runtimeApi: 'x', region: 'eu-west-1', memorySizeMB: 128, isManagedInstance: false },
    registration: { identifier: 'id', functionName: 'orders', functionVersion: '7', accountId: '123456789012' },
    loadTransport: () => Promise.resolve({
      reset: () => undefined,
      putRecords: (batch) => new Promise((resolve, reject) => void clock.schedule(kinesis.latencyMs, () => {
        if (kinesis.failure) return reject(kinesis.failure);
        for (const line of batch.flatMap(({ data }) => data.toString().trim().split('\n'))) stream.push(JSON.parse(line) as Envelope);
        return resolve(batch.map(() => undefined));
      })),
    }),
  });
  let listening = true;
  const post = (...events: Array<[type: string, record: unknown]>) => {
    if (!listening) throw new Error('connection refused');
    lastBodyAt = clock.now();
    const time = new Date(clock.now()).toISOString();
    pipeline.intake.take(Buffer.from(JSON.stringify(events.map(([type, record]) => ({ time, type, record })))));
  };
  const invoke = (requestId: string, timeoutMs = 3_000, hasTelemetry = true) => accompany(
    { eventType: 'INVOKE', requestId, deadlineMs: clock.now() + timeoutMs },
    { pipeline, clock, flushTimeoutMs: settings.flushTimeoutMs, hasTelemetry });
  const shutdown = (remainingMs = 2_000) => finish({
    pipeline, clock, log: (line) => log.push(line), bufferingTimeoutMs: 25, lastBodyAt: () => lastBodyAt,
    stopListening: () => { listening = false; },
    deadline: clock.now() + remainingMs, reason: 'SPINDOWN',
  });
  return { pipeline, clock, log, stream, kinesis, post, invoke, shutdown };
}

/** How many milliseconds pass on the clock until the promise resolves. */
async function took(clock: FakeClock, promise: Promise<unknown>, stepMs = 1): Promise<number> {
  const begin = clock.now();
  let done = false;
  void promise.then(() => { done = true; });
  await settled();
  while (!done) await clock.advance(stepMs);
  return clock.now() - begin;
}

const start = (requestId: string): [string, unknown] => ['platform.start', { requestId }];
const done = (requestId: string): [string, unknown] => ['platform.runtimeDone', { requestId, status: 'success' }];
const report = (requestId: string): [string, unknown] => ['platform.report', { requestId, status: 'success' }];

describe('going along with an invocation', () => {
  test('it is over one round trip to Kinesis after runtimeDone', async () => {
    const { clock, stream, post, invoke } = createExtension({ latencyMs: 12 });
    const over = invoke('a');
    await clock.advance(500);
    post(start('a'), ['function', 'hi\n'], done('a'));
    expect(await took(clock, over)).toBe(12);
    expect(stream.map(({ type, sequence, requestId }) => [type, sequence, requestId]))
      .toEqual([['platform.start', 1, 'a'], ['function', 2, 'a'], ['platform.runtimeDone', 3, 'a']]);
  });

  test('a runtimeDone that was here before the INVOKE is not waited for', async () => {
    const { clock, post, invoke } = createExtension();
    post(start('a'), done('a'));
    expect(await took(clock, invoke('a'))).toBe(10);
  });

  test("another invocation's runtimeDone does not end it", async () => {
    const { clock, post, invoke } = createExtension();
    const over = invoke('b', 3_000);
    post(done('a'));
    expect(await took(clock, over, 10)).toBe(2_950);
  });

  test('without a runtimeDone it is over before the deadline, and no hold is added', async () => {
    const { clock, stream, post, invoke } = createExtension();
    const over = invoke('a', 800);
    post(start('a'), ['function', 'x']);
    expect(await took(clock, over)).toBe(750);
    expect(stream).toEqual([]);
  });

  test('a long invocation sends while it runs', async () => {
    const { clock, stream, post, invoke } = createExtension();
    void invoke('a', 900_000);
    post(start('a'), ['function', 'x']);
    await clock.advance(1_100);
    expect(stream).toHaveLength(2);
  });

  test('the hold ends with the flush time-out, and the next invocations are not held', async () => {
    const { clock, post, invoke } = createExtension({ latencyMs: 1e9 });
    const first = invoke('a', 10_000);
    post(start('a'), done('a'));
    expect(await took(clock, first, 10)).toBe(1_000);
    for (const requestId of ['b', 'c', 'd']) {
      const over = invoke(requestId, 10_000);
      post(start(requestId), done(requestId));
      expect(await took(clock, over)).toBe(0);
    }
  });

  test('the hold ends before the deadline where that is earlier than the flush time-out', async () => {
    const { clock, post, invoke } = createExtension({ latencyMs: 1e9 });
    const over = invoke('a', 400);
    post(start('a'), done('a'));
    expect(await took(clock, over)).toBe(350);
  });

  test('when Kinesis is back, a running invocation tries it, and all that was buffered arrives', async () => {
    const { clock, log, stream, kinesis, post, invoke } = createExtension({ failure: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });
    const first = invoke('a');
    post(start('a'), done('a'));
    await took(clock, first);
    expect(log).toEqual([expect.stringMatching(/^cannot deliver to arn:aws:kinesis:.*: AccessDeniedException: no; /)]);
    kinesis.failure = undefined;
    await clock.advance(1_000);
    const second = invoke('b');
    await clock.advance(50);
    post(start('b'), done('b'));
    await took(clock, second);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(log).toEqual([expect.anything(), `delivering to ${STREAM} again`]);
  });

  test('where telemetry will never come nothing is waited for', async () => {
    const { clock, invoke } = createExtension();
    expect(await took(clock, invoke('a', 3_000, false))).toBe(0);
  });

  test('platform events steer it even if nobody wants them in the stream', async () => {
    const { clock, stream, post, invoke } = createExtension({ types: 'function' });
    const over = invoke('a');
    post(start('a'), ['function', 'x'], ['extension', 'y'], done('a'));
    expect(await took(clock, over)).toBe(10);
    expect(stream.map(({ type, sequence, requestId }) => [type, sequence, requestId])).toEqual([['function', 1, 'a']]);
  });
});

describe('shutting down', () => {
  test('the last report is taken in, everything is delivered, and the summary comes last', async () => {
    const { clock, log, stream, post, invoke, shutdown } = createExtension();
    const over = invoke('a');
    post(start('a'), ['function', 'x'], done('a'));
    await took(clock, over);
    const ended = shutdown();
    await clock.advance(40);
    post(report('a'));
    await took(clock, ended);
    expect(stream.map(({ type }) => type)).toEqual(['platform.start', 'function', 'platform.runtimeDone', 'platform.report', 'telemetry.summary']);
    expect(stream.at(-1)).toMatchObject({
      sequence: 5,
      record: { received: 4, delivered: 4, dropped: 0, calls: 2, records: 2, retries: 0, flushes: 1, holdMs: 10, malformed: 0, shutdownReason: 'spindown' },
    });
    expect(log).toEqual([]);
  });

  test('without any invocation it waits just long enough for stragglers', async () => {
    const { clock, stream, post, shutdown } = createExtension();
    post(['platform.initStart', {}]);
    await clock.advance(60_000);
    expect(await took(clock, shutdown())).toBeLessThan(120);
    expect(stream.map(({ type }) => type)).toEqual(['platform.initStart', 'telemetry.summary']);
  });

  test('a report that never comes is not waited for long', async () => {
    const { clock, post, invoke, shutdown } = createExtension();
    const over = invoke('a');
    post(start('a'), done('a'));
    await took(clock, over);
    expect(await took(clock, shutdown())).toBeLessThan(300);
  });

  test.each([[2_000, 1_900], [300, 225], [50, 38]])('with %d ms left it is over after %d, even if Kinesis hangs', async (remainingMs, limitMs) => {
    const { clock, log, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    expect(await took(clock, shutdown(remainingMs))).toBeLessThanOrEqual(limitMs);
    expect(log.at(-1)).toMatch(/^2 events could not be delivered before the environment ended, 0 had been dropped before; 0 of 1 received were delivered$/);
  });

  test('what is taken in during the last flushes is delivered too; what is not delivered is not taken in', async () => {
    const { clock, stream, post, shutdown } = createExtension({ latencyMs: 30 });
    post(['function', 'x']);
    const ended = shutdown();
    let taken = 0;
    for (let refused = false; !refused;) {
      await clock.advance(10);
      try {
        post(['extension', `straggler ${taken + 1}`]);
        taken++;
      } catch {
        refused = true;
      }
      if (taken === 20) await clock.advance(200);
    }
    await took(clock, ended);
    expect(taken).toBeGreaterThan(10);
    expect(stream.filter(({ type }) => type === 'extension')).toHaveLength(taken);
    expect(stream.at(-1)?.type).toBe('telemetry.summary');
  });

  test('an outage that ends in time costs nothing but the wait', async () => {
    const { clock, stream, kinesis, post, invoke, shutdown } = createExtension({ failure: Object.assign(new Error('no'), { name: 'ServiceUnavailable' }) });
    const over = invoke('a');
    post(start('a'), done('a'));
    await took(clock, over, 10);
    const ended = shutdown();
    await clock.advance(500);
    kinesis.failure = undefined;
    await took(clock, ended, 10);
    expect(stream.map(({ type }) => type)).toEqual(['platform.start', 'platform.runtimeDone', 'telemetry.summary']);
  });

  test('what is no telemetry is counted, and said once', async () => {
    const { clock, log, stream, pipeline, post, shutdown } = createExtension();
    post(['function', 'x']);
    pipeline.intake.take(Buffer.from('nonsense'));
    pipeline.intake.take(Buffer.from('[{"type":'));
    pipeline.intake.take(Buffer.from('[{"no":"type"},{"time":"t","type":"function","record":"y"}]'));
    await took(clock, shutdown());
    expect(log).toEqual(['received what is no telemetry (no JSON array); it is left out, here and from now on']);
    expect(stream.at(-1)?.record).toMatchObject({ received: 2, malformed: 3 });
  });
});

test('every environment has an id of its own', () => {
  const ids = Array.from({ length: 50 }, () => (createExtension().pipeline as Pipeline).environment);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) expect(id).toMatch(/^[0-9a-z]{16}$/);
});
