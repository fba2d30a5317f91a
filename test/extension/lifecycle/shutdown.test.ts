import type { Envelope } from '../extension-without-process';
import { createExtension, done, report, start, took } from '../extension-without-process';

describe('shutting down', () => {
  test('receives the last report, delivers everything, and sends the summary last', async () => {
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
      record: { received: 4, own: 0, delivered: 4, dropped: 0, omitted: 0, undelivered: 0, calls: 2, records: 2, retries: 0, flushes: 1, holdMs: 10, malformed: 0, shutdownReason: 'spindown' },
    });
    expect(log).toEqual([]);
  });

  test('the last line of the log contains metrics for CloudWatch', async () => {
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
      StreamName: 'telemetry', FunctionName: 'orders', ReceivedEvents: 3, OwnEvents: 1, DeliveredEvents: 4, DroppedEvents: 0, OmittedEvents: 0, UndeliveredEvents: 0,
      RetriedRecords: 0, Flushes: 1, HoldTime: 10, BufferPeak: 102_400,
    });
    for (const { Name } of line._aws.CloudWatchMetrics[0].Metrics) expect(line).toHaveProperty(Name);
  });

  test.each<[string, { fails?: boolean; lines?: number; recovers?: boolean }]>([
    ['is well', {}], ['is away', { fails: true }], ['is away for longer than the buffer is large', { fails: true, lines: 900 }],
    ['comes back', { fails: true, lines: 900, recovers: true }],
  ])('received and own events are the delivered, dropped, omitted and undelivered ones if Kinesis %s', async (_, { fails = false, lines = 1, recovers = false }) => {
    const { clock, stream, written, kinesis, post, invoke, shutdown } = createExtension();
    if (fails) kinesis.failure = Object.assign(new Error('no'), { name: 'ServiceUnavailable' });
    const over = invoke('a', 60_000);
    post(start('a'));
    for (let i = 0; i < lines; i++) post(['function', 'x'.repeat(10_000)]);
    post(done('a'));
    await took(clock, over, 10);
    const ended = shutdown();
    await clock.advance(300);
    if (recovers) kinesis.failure = undefined;
    await took(clock, ended, 10);
    const sum = (line: Record<string, number>, had: string[], became: string[]) => {
      const total = (names: string[]) => names.reduce((all, name) => all + line[name], 0);
      expect(total(had)).toBe(total(became));
      return line;
    };
    const figures = sum(JSON.parse(written[0]) as Record<string, number>, ['ReceivedEvents', 'OwnEvents'], ['DeliveredEvents', 'DroppedEvents', 'OmittedEvents', 'UndeliveredEvents']);
    expect(figures).toMatchObject({ ReceivedEvents: lines + 2 });
    expect(figures.DroppedEvents > 0).toBe(lines > 1);
    expect(figures.UndeliveredEvents > 0).toBe(fails && !recovers);
    const summary = stream.at(-1)?.record as Record<string, number> | undefined;
    expect(summary === undefined).toBe(fails && !recovers);
    if (summary) sum(summary, ['received', 'own'], ['delivered', 'dropped', 'omitted', 'undelivered']);
  });

  describe('with a backlog, after Kinesis was away', () => {
    const afterOutage = async (lines: number) => {
      const extension = createExtension({ failure: Object.assign(new Error('no'), { name: 'ServiceUnavailable' }) });
      const { clock, kinesis, post, invoke, shutdown } = extension;
      const over = invoke('a', 60_000);
      post(start('a'));
      for (let i = 0; i < lines; i++) post(['function', 'x'.repeat(10_000)]);
      post(done('a'), report('a'));
      await took(clock, over, 10);
      kinesis.failure = undefined;
      await took(clock, shutdown(), 10);
      return extension;
    };

    test('of more than half a megabyte, gives its records keys of their own, so that all shards take them', async () => {
      const { keys, stream } = await afterOutage(60);
      const ofBacklog = keys.slice(0, -1);
      expect(ofBacklog.length).toBeGreaterThan(3);
      expect(new Set(ofBacklog).size).toBe(ofBacklog.length);
      expect(ofBacklog.every((key) => key.startsWith('new key'))).toBe(true);
      expect(stream.map(({ sequence }) => sequence)).toEqual(stream.map((_, index) => index + 1));
    });

    test('of less, keeps its key, and so its order', async () => {
      const { keys, stream } = await afterOutage(40);
      expect(keys.length).toBeGreaterThan(3);
      expect(new Set(keys)).toEqual(new Set([stream[0].environment]));
    });
  });

  test('writes undelivered events to the log with the setting log', async () => {
    const { clock, log, written, post, shutdown } = createExtension({ latencyMs: 1e9, undelivered: 'log' });
    post(['function', 'x'], ['function', 'y']);
    await took(clock, shutdown(), 10);
    expect(log.at(-1)).toMatch(/^3 events could not be delivered before the environment ended and follow below; /);
    const events = written.slice(1).join('').trim().split('\n').map((line) => JSON.parse(line) as Envelope);
    expect(events.map(({ type, sequence }) => [type, sequence])).toEqual([['function', 1], ['function', 2], ['telemetry.summary', 3]]);
  });

  test('without an invocation, waits only for stragglers', async () => {
    const { clock, stream, post, shutdown } = createExtension();
    post(['platform.initStart', {}]);
    await clock.advance(60_000);
    expect(await took(clock, shutdown())).toBeLessThan(120);
    expect(stream.map(({ type }) => type)).toEqual(['platform.initStart', 'telemetry.summary']);
  });

  test('does not wait long for a missing report', async () => {
    const { clock, post, invoke, shutdown } = createExtension();
    const over = invoke('a');
    post(start('a'), done('a'));
    await took(clock, over);
    expect(await took(clock, shutdown())).toBeLessThan(300);
  });

  test.each([[2_000, 1_900], [300, 225], [50, 38]])('with %d ms left ends after %d ms, even if Kinesis hangs', async (remainingMs, limitMs) => {
    const { clock, log, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    expect(await took(clock, shutdown(remainingMs))).toBeLessThanOrEqual(limitMs);
    expect(log.at(-1)).toBe('2 events could not be delivered before the environment ended; 0 were dropped earlier; 0 were delivered');
  });

  test.each([[2_000, 1_900], [300, 225], [50, 37]])('with %d ms left does not give up before %d', async (remainingMs, limitMs) => {
    const { clock, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    expect(await took(clock, shutdown(remainingMs))).toBeGreaterThanOrEqual(limitMs);
  });

  test('makes at most six calls that are not answered, each of which may have stored its events', async () => {
    const { clock, pipeline, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    await took(clock, shutdown());
    expect(pipeline.totals.calls).toBeGreaterThan(2);
    expect(pipeline.totals.calls).toBeLessThanOrEqual(6);
  });

  test('waits for stragglers as long as they arrive, each for the buffering time and 50 ms', async () => {
    const { clock, stream, post, shutdown } = createExtension();
    const ended = shutdown();
    for (const name of ['first', 'second']) {
      await clock.advance(70);
      post(['extension', name]);
    }
    await took(clock, ended);
    expect(stream.map(({ type, record }) => type === 'extension' ? record : type)).toEqual(['first', 'second', 'telemetry.summary']);
  });

  test('logs dropped events even if all others were delivered', async () => {
    const { clock, log, pipeline, stream, shutdown } = createExtension();
    const other = 'x'.repeat(1024 * 1024);
    pipeline.intake.take({ body: Buffer.from(JSON.stringify([{ time: 't', type: 'function', record: 'x', other }])) });
    await took(clock, shutdown());
    expect(stream.map(({ type }) => type)).toEqual(['telemetry.dropped', 'telemetry.summary']);
    expect(log).toEqual(['0 events could not be delivered before the environment ended; 1 were dropped earlier; 2 were delivered']);
  });

  test('only counts undelivered events by default', async () => {
    const { clock, written, post, shutdown } = createExtension({ latencyMs: 1e9 });
    post(['function', 'x']);
    await took(clock, shutdown(), 10);
    expect(written).toHaveLength(1);
  });

  test('writing undelivered events to a slow log ends at the deadline', async () => {
    const { clock, log, written, writing, post, shutdown } = createExtension({ latencyMs: 1e9, undelivered: 'log' });
    for (let i = 0; i < 10; i++) post(['function', 'x'.repeat(100_000)]);
    writing.tookMs = 40;
    await took(clock, shutdown(), 10);
    // The metrics, and as many records as fit into 400 ms minus the time for the metrics.
    expect(written).toHaveLength(1 + 9);
    expect(log.at(-1)).toMatch(/^11 events could not be delivered/);
  });

  test('a clock that is set back during the wait for the last events does not extend the wait', async () => {
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

  test('a clock that is set back during the wait for the last report does not extend the wait', async () => {
    const { clock, stream, post, invoke, shutdown } = createExtension();
    const over = invoke('a');
    post(start('a'), done('a'));
    await took(clock, over);
    const ended = shutdown();
    await clock.advance(20);
    clock.setBack(3_600_000);
    let isOver = false;
    void ended.then(() => { isOver = true; });
    await clock.advance(400);
    expect(isOver).toBe(true);
    expect(stream.at(-1)?.type).toBe('telemetry.summary');
  });

  test('after its deadline it is over at once, and counts what is left', async () => {
    const { clock, log, post, shutdown } = createExtension();
    post(['function', 'x']);
    expect(await took(clock, shutdown(-1_000))).toBeLessThanOrEqual(1);
    expect(log.at(-1)).toMatch(/^2 events could not be delivered before the environment ended/);
  });

  test('delivers events that arrive during the last flushes, and accepts none that it does not deliver', async () => {
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

  test('after an outage that ends in time, everything is delivered', async () => {
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

  test('data that is not telemetry is counted and logged once', async () => {
    const { clock, log, stream, pipeline, post, shutdown } = createExtension();
    post(['function', 'x']);
    pipeline.intake.take({ body: Buffer.from('nonsense') });
    pipeline.intake.take({ body: Buffer.from('[{"type":') });
    for (let i = 0; i < 10; i++) pipeline.intake.take({ refused: 'a body that is far too large' });
    pipeline.intake.take({ body: Buffer.from('[{"no":"type"},{"time":"t","type":"function","record":"y"}]') });
    await took(clock, shutdown());
    expect(log).toEqual(['skipped data that is not telemetry (not a JSON array); later cases are not logged']);
    expect(stream.at(-1)?.record).toMatchObject({ received: 2, malformed: 13 });
  });

  describe('without a last flush, because a part of the extension could not be loaded', () => {
    test('counts the events of records that are not full yet', () => {
      const { log, written, post, endWithoutSending } = createExtension();
      post(start('a'), ['function', 'x'], ['function', 'y'], done('a'));
      endWithoutSending();
      expect(JSON.parse(written[0])).toMatchObject({ ReceivedEvents: 4, DeliveredEvents: 0, DroppedEvents: 0, UndeliveredEvents: 4 });
      expect(log).toEqual(['4 events could not be delivered before the environment ended; 0 were dropped earlier; 0 were delivered']);
    });

    test('writes them to the log with the setting log', () => {
      const { written, post, endWithoutSending } = createExtension({ undelivered: 'log' });
      post(['function', 'x'], ['function', 'y']);
      endWithoutSending();
      const events = written.slice(1).join('').trim().split('\n').map((line) => JSON.parse(line) as Envelope);
      expect(events.map(({ record, sequence }) => [record, sequence])).toEqual([['x', 1], ['y', 2]]);
    });

    test('counts nothing if no event has arrived', () => {
      const { log, written, endWithoutSending } = createExtension();
      endWithoutSending();
      expect(JSON.parse(written[0])).toMatchObject({ ReceivedEvents: 0, UndeliveredEvents: 0 });
      expect(log).toEqual([]);
    });
  });
});
