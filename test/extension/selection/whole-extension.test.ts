import { prepareSelection } from '../../../extension-src/selection/create-selection';
import type { SamplingSettings } from '../../../src/settings/selection/sampling-settings';
import { createExtension, done, report, start, took } from '../extension-without-process';

const SAMPLING: SamplingSettings = { keep: ['error'], share: 0, by: 'request', whenFull: 'keep', keepPlatformEvents: false };

/** The buffer of a function with 128 MB. */
const BUFFER_BYTES = 8 * 1024 * 1024;

async function createSampled(changes: Partial<SamplingSettings> = {}, options: Parameters<typeof createExtension>[0] = {}) {
  const createSelection = await prepareSelection({ sampling: { ...SAMPLING, ...changes }, bufferMaxBytes: BUFFER_BYTES });
  return createExtension({ ...options, createSelection });
}

const failed = (requestId: string): [string, unknown] => ['platform.runtimeDone', { requestId, status: 'error' }];
const line = (text: string): [string, unknown] => ['function', text];

/** Expects that the last line of the log, and the summary if there is one, say what became of each event. */
function expectBalance({ written, stream }: Awaited<ReturnType<typeof createSampled>>) {
  const sum = (figures: Record<string, number>, names: string[]) => names.reduce((total, name) => total + figures[name], 0);
  const figures = JSON.parse(written[0]) as Record<string, number>;
  expect(sum(figures, ['ReceivedEvents', 'OwnEvents'])).toBe(sum(figures, ['DeliveredEvents', 'DroppedEvents', 'OmittedEvents', 'UndeliveredEvents']));
  const summary = stream.at(-1)?.record as Record<string, number>;
  expect(sum(summary, ['received', 'own'])).toBe(sum(summary, ['delivered', 'dropped', 'omitted', 'undelivered']));
}

describe('an extension that samples', () => {
  test('sends a request that fails within its own invocation', async () => {
    const { clock, stream, post, invoke } = await createSampled();
    const over = invoke('a');
    post(start('a'), line('one'), line('two'));
    await clock.advance(500);
    expect(stream).toEqual([]);
    post(failed('a'));
    expect(await took(clock, over)).toBe(10);
    expect(stream.map(({ type, sequence, requestId }) => [type, sequence, requestId])).toEqual(
      [['platform.start', 1, 'a'], ['function', 2, 'a'], ['function', 3, 'a'], ['platform.runtimeDone', 4, 'a']]);
  });

  test('makes no call for a request that is left out, and does not hold its invocation', async () => {
    const { clock, stream, pipeline, post, invoke } = await createSampled();
    const over = invoke('a');
    post(start('a'), line('one'), done('a'));
    expect(await took(clock, over)).toBe(0);
    await clock.advance(60_000);
    expect(stream).toEqual([]);
    expect(pipeline.totals).toMatchObject({ received: 3, omitted: 3, calls: 0 });
  });

  test('says what was left out beside the first event that is sent after ten seconds', async () => {
    const { clock, stream, post, invoke } = await createSampled();
    for (const [requestId, end] of [['a', done('a')], ['b', failed('b')], ['c', failed('c')]] as const) {
      const over = invoke(requestId);
      post(start(requestId), end);
      await took(clock, over);
      await clock.advance(requestId === 'a' ? 5_000 : 6_000);
    }
    expect(stream.map(({ type }) => type)).toEqual(
      ['platform.start', 'platform.runtimeDone', 'platform.start', 'platform.runtimeDone', 'telemetry.omitted']);
    expect(stream.at(-1)).toMatchObject({
      sequence: 5, record: { count: 2, reasons: [{ reason: 'sampling', rule: 'not-kept', count: 2 }], requests: ['a'] },
    });
  });

  // The call that the first of them start is under way then, with their old key.
  test.each([[150, true], [40, false]])('at SHUTDOWN, gives those of %d undecided lines of 10 KB that wait keys of their own: %p', async (lines, areSpread) => {
    const { clock, keys, stream, post, shutdown } = await createSampled();
    post(start('a'));
    for (let i = 0; i < lines; i++) post(line('x'.repeat(10_000)));
    await took(clock, shutdown(), 10);
    expect(stream.filter(({ type }) => type === 'function')).toHaveLength(lines);
    const ofLines = keys.slice(0, -1);
    expect(ofLines.length).toBeGreaterThan(3);
    expect(ofLines.some((key) => key.startsWith('new key'))).toBe(areSpread);
  });

  test('without a last flush, writes what was left out to the log, with the setting log', async () => {
    const { written, post, endWithoutSending } = await createSampled({}, { undelivered: 'log' });
    post(start('a'), line('one'), done('a'));
    endWithoutSending();
    expect(JSON.parse(written[0])).toMatchObject({ ReceivedEvents: 3, OwnEvents: 1, OmittedEvents: 3, UndeliveredEvents: 1 });
    expect(JSON.parse(written[1])).toMatchObject({ type: 'telemetry.omitted', record: { count: 3, requests: ['a'] } });
  });

  test('says without another event that 100 requests were left out', async () => {
    const { clock, stream, post } = await createSampled();
    const leaveOut = (from: number, to: number) => {
      for (let i = from; i <= to; i++) post(start(`r${i}`), done(`r${i}`));
    };
    leaveOut(1, 99);
    await clock.advance(5_000);
    expect(stream).toEqual([]);
    leaveOut(100, 100);
    await clock.advance(1_010);
    expect(stream).toMatchObject([{ type: 'telemetry.omitted', record: { count: 200 } }]);
    expect((stream[0].record.requests as string[]).length).toBe(100);
  });

  test('sends what is undecided at SHUTDOWN, then what was left out, and then the summary', async () => {
    const extension = await createSampled();
    const { clock, stream, post, shutdown } = extension;
    post(start('a'), line('one'), done('a'), start('b'), line('two'));
    await took(clock, shutdown());
    expect(stream.map(({ type, requestId }) => [type, requestId])).toEqual([
      ['platform.start', 'b'], ['function', 'b'], ['telemetry.omitted', undefined], ['telemetry.summary', undefined],
    ]);
    expect(stream.at(-1)?.record).toMatchObject({ received: 5, own: 1, delivered: 2, dropped: 0, omitted: 3, undelivered: 1 });
    expectBalance(extension);
  });

  test('decides at SHUTDOWN by an end that arrives late', async () => {
    const extension = await createSampled();
    const { clock, stream, post, shutdown } = extension;
    post(start('a'), line('one'));
    const ended = shutdown();
    await clock.advance(40);
    post(done('a'), report('a'));
    await took(clock, ended);
    expect(stream.map(({ type }) => type)).toEqual(['telemetry.omitted', 'telemetry.summary']);
    expectBalance(extension);
  });

  test('accounts for each event if Kinesis is away until the end', async () => {
    const extension = await createSampled({}, { failure: Object.assign(new Error('no'), { name: 'ServiceUnavailable' }) });
    const { clock, written, post, shutdown } = extension;
    post(start('a'), line('one'), done('a'), start('b'), line('two'), failed('b'), start('c'), line('three'));
    await took(clock, shutdown(), 10);
    const figures = JSON.parse(written[0]) as Record<string, number>;
    expect(figures).toMatchObject({ ReceivedEvents: 8, OmittedEvents: 3, DeliveredEvents: 0 });
    expect(figures.ReceivedEvents + figures.OwnEvents).toBe(figures.OmittedEvents + figures.UndeliveredEvents);
  });

  test('counts what is undecided as undelivered if a part of the extension could not be loaded', async () => {
    const { written, post, endWithoutSending } = await createSampled();
    post(start('a'), line('one'));
    endWithoutSending();
    expect(JSON.parse(written[0])).toMatchObject({ ReceivedEvents: 2, UndeliveredEvents: 2, OmittedEvents: 0 });
  });

  test('decides also if platform events are not to be sent', async () => {
    const { clock, stream, post, shutdown } = await createSampled({}, { types: 'function' });
    post(start('a'), line('one'), done('a'), start('b'), line('two'), failed('b'));
    await took(clock, shutdown());
    expect(stream.map(({ record }) => record)).toEqual(['two', expect.objectContaining({ count: 1, requests: ['a'] }), expect.any(Object)]);
  });

  test('keeps its undecided events in a quarter of the buffer, and drops older events for them', async () => {
    const extension = await createSampled({}, { failure: Object.assign(new Error('no'), { name: 'ServiceUnavailable' }) });
    const { pipeline, post, clock, kinesis, shutdown } = extension;
    const { delivery, selection, ledger, totals } = pipeline;
    const kilobytes = (count: number) => Array.from({ length: count }, () => line('x'.repeat(1_000)));
    post(start('a'), ...kilobytes(1_700));
    expect(selection?.heldBytes).toBeGreaterThan(BUFFER_BYTES / 4 * 0.8);
    expect(selection?.heldBytes).toBeLessThanOrEqual(BUFFER_BYTES / 4);
    expect(delivery.isEmpty).toBe(true);
    // There is no room for more: this request is kept, and the next one waits.
    post(...kilobytes(4_000), failed('a'));
    expect(ledger.total).toBe(0);
    post(start('b'), ...kilobytes(1_700));
    expect(ledger.total).toBeGreaterThan(300);
    expect(totals.bufferPeakBytes).toBeLessThanOrEqual(BUFFER_BYTES + 200_000);
    kinesis.failure = undefined;
    await took(clock, shutdown(), 10);
    expectBalance(extension);
  });

  test('on Managed Instances decides by the share alone, and says so once', async () => {
    const { clock, log, stream, post, shutdown } = await createSampled({ keep: ['error', 'timeout'] }, { isManagedInstance: true });
    expect(log).toEqual(['keeps requests by the share alone, which decides when they start: Lambda Managed Instances do not tell how requests end']);
    post(start('a'), failed('a'));
    await took(clock, shutdown());
    expect(log).toHaveLength(1);
    expect(stream.map(({ type }) => type)).toEqual(['telemetry.omitted', 'telemetry.summary']);
  });
});
