import { FakeClock, settled } from './fake-clock';
import { newEnvironmentId } from '../../extension-src/environment-id';
import { accompany } from '../../extension-src/invocation';
import { createPipeline } from '../../extension-src/pipeline';
import { readSettings } from '../../extension-src/settings';
import { finish } from '../../extension-src/shutdown';

interface Envelope {
  readonly type: string;
  readonly environment: string;
  readonly sequence: number;
  readonly requestId?: string;
  readonly record: Record<string, unknown>;
}

const STREAM = 'arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry';

/** The extension without its process: a pipeline whose Kinesis takes so long to answer, or answers with an error. */
function createExtension({ latencyMs = 10, failure, types, strategy, undelivered }: {
  latencyMs?: number; failure?: Error; types?: string; strategy?: string; undelivered?: string;
} = {}) {
  const clock = new FakeClock();
  const log: string[] = [];
  const stream: Envelope[] = [];
  const renewals: number[] = [];
  const written: string[] = [];
  const kinesis = { latencyMs, failure };
  /** How long the log takes for a line. */
  const writing = { tookMs: 0 };
  const settings = readSettings({
    KINESIS_TELEMETRY_STREAM_ARN: STREAM, KINESIS_TELEMETRY_TYPES: types,
    KINESIS_TELEMETRY_FLUSH_STRATEGY: strategy,
    KINESIS_TELEMETRY_UNDELIVERED_EVENTS: undelivered,
  }, 128);
  let lastBodyAt = 0;
  const pipeline = createPipeline({
    settings, clock, random: () => 0.5, log: (line) => log.push(line),
    lambda: { runtimeApi: 'x', region: 'eu-west-1', memorySizeMB: 128, isManagedInstance: false },
    registration: { identifier: 'id', functionName: 'orders', functionVersion: '7', accountId: '123456789012' },
    loadTransport: () => Promise.resolve({
      connection: 'new',
      reset: () => undefined,
      renewCredentials: () => { renewals.push(clock.now()); },
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
    pipeline.intake.take({ body: Buffer.from(JSON.stringify(events.map(([type, record]) => ({ time, type, record })))) });
  };
  const invoke = (requestId: string, timeoutMs = 3_000, hasTelemetry = true) => accompany(
    { eventType: 'INVOKE', requestId, deadlineMs: clock.now() + timeoutMs },
    { pipeline, clock, flushTimeoutMs: settings.flushTimeoutMs, hasTelemetry });
  const shutdown = (remainingMs = 2_000) => finish({
    pipeline, clock, log: (line) => log.push(line), bufferingTimeoutMs: 25, lastBodyAt: () => lastBodyAt,
    stopListening: () => { listening = false; },
    functionName: 'orders', streamName: 'telemetry', undeliveredEvents: settings.undeliveredEvents,
    writeLine: (line) => {
      written.push(line.toString());
      clock.jump(writing.tookMs);
      return true;
    },
    deadline: clock.now() + remainingMs, reason: 'SPINDOWN',
  });
  return { pipeline, clock, log, written, renewals, stream, kinesis, writing, post, invoke, shutdown };
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

  test('where runtimeDone never comes only one invocation pays for that; when one was seen it is waited for again', async () => {
    const { clock, post, invoke } = createExtension({ strategy: 'end-of-invocation' });
    const holds: number[] = [];
    for (const requestId of ['a', 'b', 'c']) {
      holds.push(await took(clock, invoke(requestId, 500)));
      await clock.advance(60_000);
    }
    expect(holds).toEqual([450, 0, 0]);
    post(done('c'));
    const over = invoke('d', 500);
    post(start('d'));
    await clock.advance(100);
    post(done('d'));
    expect(await took(clock, over)).toBe(10);
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

  test('when Kinesis is back, a running invocation tries it and is not held; the next one is, and all that was buffered arrives', async () => {
    const { clock, log, stream, kinesis, post, invoke } = createExtension({ failure: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });
    const first = invoke('a');
    post(start('a'), done('a'));
    await took(clock, first);
    expect(log).toEqual([expect.stringMatching(/^cannot deliver to arn:aws:kinesis:.*: AccessDeniedException: no; /)]);
    kinesis.failure = undefined;
    // Frozen: no timer runs.
    clock.jump(1_500);
    const second = invoke('b');
    expect(await took(clock, second)).toBe(0);
    post(start('b'), done('b'));
    await clock.advance(2_000);
    const third = invoke('c');
    post(start('c'), done('c'));
    await took(clock, third);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(log).toEqual([expect.anything(), `delivering to ${STREAM} again`]);
  });

  test('while invocations are frequent none is held, and what they leave behind goes with a later one', async () => {
    const { clock, stream, post, invoke, shutdown } = createExtension({ latencyMs: 12 });
    const holds: number[] = [];
    for (let i = 0; i < 30; i++) {
      const over = invoke(`r${i}`);
      post(start(`r${i}`), ['function', `line ${i}`]);
      await clock.advance(5);
      post(done(`r${i}`));
      holds.push(await took(clock, over));
      await clock.advance(95);
    }
    expect(holds.slice(0, 3)).toEqual([12, 12, 12]);
    expect(holds.slice(3)).toEqual(Array.from({ length: 27 }, () => 0));
    // No event waited for much longer than the dispatch interval.
    expect(stream.length).toBeGreaterThanOrEqual(3 * 18);
    await took(clock, shutdown());
    expect(stream.map(({ sequence }) => sequence)).toEqual(stream.map((_envelope, index) => index + 1));
    expect(stream.filter(({ type }) => type === 'function')).toHaveLength(30);
  });

  test('with the strategy periodic no invocation is held, and a running one sends by time', async () => {
    const { clock, stream, post, invoke } = createExtension({ strategy: 'periodic' });
    expect(await took(clock, invoke('a', 60_000))).toBe(0);
    post(start('a'), ['function', 'x']);
    await clock.advance(999);
    expect(stream).toEqual([]);
    await clock.advance(20);
    expect(stream).toHaveLength(2);
  });

  test('what waited through a freeze is sent when the next invocation thaws the environment, whatever became of the timer', async () => {
    const { clock, stream, post, invoke } = createExtension({ strategy: 'periodic' });
    void invoke('a', 60_000);
    post(start('a'), done('a'));
    await settled();
    clock.jump(600_000);
    const jumped = clock.pendingTimers;
    expect(jumped).toBeGreaterThan(0);
    void invoke('b', 60_000);
    await clock.advance(10);
    expect(stream.length).toBeGreaterThanOrEqual(2);
  });

  test('invocations that are frequent share their calls: one a second, not one each', async () => {
    const { clock, pipeline, post, invoke } = createExtension();
    for (let i = 0; i < 30; i++) {
      const over = invoke(`r${i}`);
      post(start(`r${i}`), done(`r${i}`));
      await took(clock, over);
      await clock.advance(100);
    }
    expect(pipeline.totals.calls).toBeLessThanOrEqual(3 + 4);
  });

  test('an invocation that runs until its deadline says nothing about Kinesis: the next one is held as ever', async () => {
    const { clock, log, pipeline, post, invoke } = createExtension();
    const first = invoke('a', 500);
    post(start('a'));
    await took(clock, first);
    await clock.advance(100);
    expect(log).toEqual([]);
    expect(pipeline.totals.flushes).toBe(0);
    post(done('a'));
    await clock.advance(60_000);
    const second = invoke('b');
    post(start('b'), done('b'));
    expect(await took(clock, second)).toBe(10);
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

  test('its last line in the log is one from which CloudWatch makes metrics', async () => {
    const { clock, written, post, invoke, shutdown } = createExtension();
    const over = invoke('a');
    post(start('a'), ['function', 'x'], done('a'));
    await took(clock, over);
    await took(clock, shutdown());
    expect(written).toHaveLength(1);
    expect(written[0].endsWith('}\n')).toBe(true);
    const line = JSON.parse(written[0]) as { _aws: { CloudWatchMetrics: Array<{ Dimensions: string[][]; Metrics: Array<{ Name: string }> }> } };
    expect(line).toMatchObject({
      _aws: { Timestamp: expect.any(Number), CloudWatchMetrics: [{ Namespace: 'KinesisTelemetryExtension', Dimensions: [['StreamName']] }] },
      StreamName: 'telemetry', FunctionName: 'orders', ReceivedEvents: 3, DeliveredEvents: 4, DroppedEvents: 0, UndeliveredEvents: 0,
      RetriedRecords: 0, Flushes: 1, HoldTime: 10, BufferPeak: 25_600,
    });
    for (const { Name } of line._aws.CloudWatchMetrics[0].Metrics) expect(line).toHaveProperty(Name);
  });

  test('what cannot be delivered is written to the log where that is wished', async () => {
    const { clock, log, written, post, shutdown } = createExtension({ latencyMs: 1e9, undelivered: 'log' });
    post(['function', 'x'], ['function', 'y']);
    await took(clock, shutdown(), 10);
    expect(log.at(-1)).toMatch(/^3 events could not be delivered before the environment ended, and follow here; /);
    const events = written.slice(1).join('').trim().split('\n').map((line) => JSON.parse(line) as Envelope);
    expect(events.map(({ type, sequence }) => [type, sequence])).toEqual([['function', 1], ['function', 2], ['telemetry.summary', 3]]);
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
    expect(log.at(-1)).toBe('2 events could not be delivered before the environment ended; 0 had been dropped before; 0 were delivered');
  });

  test.each([[2_000, 1_900], [300, 225], [50, 37]])('with %d ms left it does not give up before %d', async (remainingMs, limitMs) => {
    const { clock, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    expect(await took(clock, shutdown(remainingMs))).toBeGreaterThanOrEqual(limitMs);
  });

  test('stragglers are waited for as long as they come, each for the buffering time and a little more', async () => {
    const { clock, stream, post, shutdown } = createExtension();
    const ended = shutdown();
    for (const name of ['first', 'second']) {
      await clock.advance(70);
      post(['extension', name]);
    }
    await took(clock, ended);
    expect(stream.map(({ type, record }) => type === 'extension' ? record : type)).toEqual(['first', 'second', 'telemetry.summary']);
  });

  test('what was dropped before is said in the log, even if all else is delivered', async () => {
    const { clock, log, pipeline, stream, shutdown } = createExtension();
    const other = 'x'.repeat(1024 * 1024);
    pipeline.intake.take({ body: Buffer.from(JSON.stringify([{ time: 't', type: 'function', record: 'x', other }])) });
    await took(clock, shutdown());
    expect(stream.map(({ type }) => type)).toEqual(['telemetry.dropped', 'telemetry.summary']);
    expect(log).toEqual(['0 events could not be delivered before the environment ended; 1 had been dropped before; 2 were delivered']);
  });

  test('what cannot be delivered is only counted where nothing else is wished', async () => {
    const { clock, written, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    await took(clock, shutdown(), 10);
    expect(written).toHaveLength(1);
  });

  test('writing what cannot be delivered to a slow log ends when the environment does', async () => {
    const { clock, log, written, writing, post, shutdown } = createExtension({ latencyMs: 1e9, undelivered: 'log' });
    for (let i = 0; i < 10; i++) post(['function', 'x'.repeat(25_000)]);
    writing.tookMs = 40;
    await took(clock, shutdown(), 10);
    // The metrics, and as many records as there is time for: 400 ms, less what the metrics took.
    expect(written).toHaveLength(1 + 9);
    expect(log.at(-1)).toMatch(/^11 events could not be delivered/);
  });

  test('a clock that is set back while the last events are awaited does not make it wait for ever', async () => {
    const { clock, stream, post, shutdown } = createExtension();
    post(['function', 'x']);
    const ended = shutdown();
    await clock.advance(20);
    clock.setBack(3_600_000);
    let isOver = false;
    void ended.then(() => { isOver = true; });
    await clock.advance(400);
    expect(isOver).toBe(true);
    expect(stream.at(-1)?.type).toBe('telemetry.summary');
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
    pipeline.intake.take({ body: Buffer.from('nonsense') });
    pipeline.intake.take({ body: Buffer.from('[{"type":') });
    for (let i = 0; i < 10; i++) pipeline.intake.take({ refused: 'a body that is far too large' });
    pipeline.intake.take({ body: Buffer.from('[{"no":"type"},{"time":"t","type":"function","record":"y"}]') });
    await took(clock, shutdown());
    expect(log).toEqual(['received what is no telemetry (no JSON array); it is left out, here and from now on']);
    expect(stream.at(-1)?.record).toMatchObject({ received: 2, malformed: 13 });
  });
});

test('every environment has an id of its own', () => {
  const ids = Array.from({ length: 50 }, newEnvironmentId);
  expect(new Set(ids).size).toBe(50);
  for (const id of ids) expect(id).toMatch(/^[0-9a-z]{16}$/);
});

test('a restore from a snapshot begins a new identity, with new credentials, before the event that tells of it', async () => {
  const { clock, stream, renewals, post, shutdown } = createExtension();
  post(['platform.initStart', {}]);
  await clock.advance(2_000);
  post(['platform.restoreStart', {}], ['platform.restoreRuntimeDone', {}]);
  await took(clock, shutdown());
  expect(new Set(stream.map((envelope) => envelope.environment)).size).toBe(2);
  expect(stream.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['platform.initStart', 1], ['platform.restoreStart', 1], ['platform.restoreRuntimeDone', 2], ['telemetry.summary', 3],
  ]);
  expect(renewals).toHaveLength(1);
});
