import { createExtension, done, start, STREAM, took } from '../extension-without-process';
import { settled } from '../fake-clock';

describe('handling an invocation', () => {
  test('ends one round trip to Kinesis after runtimeDone', async () => {
    const { clock, stream, post, invoke } = createExtension({ latencyMs: 12 });
    const over = invoke('a');
    await clock.advance(500);
    post(start('a'), ['function', 'hi\n'], done('a'));
    expect(await took(clock, over)).toBe(12);
    expect(stream.map(({ type, sequence, requestId }) => [type, sequence, requestId]))
      .toEqual([['platform.start', 1, 'a'], ['function', 2, 'a'], ['platform.runtimeDone', 3, 'a']]);
  });

  test('does not wait for a runtimeDone that arrived before the INVOKE', async () => {
    const { clock, post, invoke } = createExtension();
    post(start('a'), done('a'));
    expect(await took(clock, invoke('a'))).toBe(10);
  });

  test('does not end at the runtimeDone of another invocation', async () => {
    const { clock, post, invoke } = createExtension();
    const over = invoke('b', 3_000);
    post(done('a'));
    expect(await took(clock, over, 10)).toBe(2_950);
  });

  test('without a runtimeDone, ends before the deadline and adds no hold', async () => {
    const { clock, stream, post, invoke } = createExtension();
    const over = invoke('a', 800);
    post(start('a'), ['function', 'x']);
    expect(await took(clock, over)).toBe(750);
    expect(stream).toEqual([]);
  });

  test('without runtimeDone events only one invocation waits; after the next one, invocations wait again', async () => {
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

  test('sends during a long invocation', async () => {
    const { clock, stream, post, invoke } = createExtension();
    void invoke('a', 900_000);
    post(start('a'), ['function', 'x']);
    await clock.advance(1_100);
    expect(stream).toHaveLength(2);
  });

  test('sends during a long invocation in which the runtimeDone of the one before arrives', async () => {
    const { clock, stream, post, invoke } = createExtension({ strategy: 'adaptive' });
    for (let i = 0; i < 30; i++) {
      const over = invoke(`r${i}`);
      // From the 21st on nobody waits for the end of the invocation, which arrives with the start of the next.
      if (i >= 20) post(done(`r${i - 1}`));
      post(start(`r${i}`), ['function', 'short']);
      await clock.advance(20);
      if (i < 19) post(done(`r${i}`));
      await took(clock, over);
      await clock.advance(80);
    }
    void invoke('long', 900_000);
    post(done('r29'), start('long'), ['function', 'x']);
    await clock.advance(1_300);
    expect(stream.at(-1)).toMatchObject({ type: 'function', requestId: 'long' });
  });

  test('an invocation that Lambda repeats under its request id is held like any other', async () => {
    const { clock, stream, post, invoke } = createExtension();
    for (let attempt = 1; attempt <= 3; attempt++) {
      const over = invoke('a');
      post(start('a'));
      await clock.advance(500);
      post(['function', `attempt ${attempt}`], done('a'));
      expect(await took(clock, over)).toBe(10);
      expect(stream.filter(({ type }) => type === 'function')).toHaveLength(attempt);
      clock.jump(60_000);
    }
  });

  test('an invocation that Lambda repeats is held to its own end, although that of an attempt that was not held arrives meanwhile', async () => {
    const { clock, stream, post, invoke } = createExtension({ strategy: 'adaptive' });
    for (let i = 0; i < 25; i++) {
      const requestId = i < 24 ? `r${i}` : 'a';
      const over = invoke(requestId);
      post(start(requestId));
      await clock.advance(20);
      // The last invocation is not held, and the environment freezes before its end is told.
      if (requestId !== 'a') post(done(requestId));
      await took(clock, over);
      await clock.advance(80);
    }
    clock.jump(60_000);
    const over = invoke('a');
    post(['function', 'attempt 1'], done('a'));
    await clock.advance(25);
    post(start('a'));
    await clock.advance(500);
    post(['function', 'attempt 2'], done('a'));
    await took(clock, over);
    expect(stream.filter(({ type }) => type === 'function').map(({ record }) => record)).toEqual(['attempt 1', 'attempt 2']);
  });

  test('the hold ends at the flush timeout, and the next invocations are not held', async () => {
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

  test('the hold ends before the deadline if that is earlier than the flush timeout', async () => {
    const { clock, post, invoke } = createExtension({ latencyMs: 1e9 });
    const over = invoke('a', 400);
    post(start('a'), done('a'));
    expect(await took(clock, over)).toBe(350);
  });

  test('when Kinesis is back, the next invocation is held for a probe, and everything that was buffered arrives', async () => {
    const { clock, log, stream, kinesis, post, invoke } = createExtension({ failure: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });
    const first = invoke('a');
    post(start('a'), done('a'));
    await took(clock, first);
    expect(log).toEqual([expect.stringMatching(/^cannot deliver to arn:aws:kinesis:.*: AccessDeniedException: no; /)]);
    kinesis.failure = undefined;
    // Frozen: no timer runs.
    clock.jump(1_500);
    const second = invoke('b');
    post(start('b'), done('b'));
    expect(await took(clock, second)).toBeLessThanOrEqual(30);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(log).toEqual([expect.anything(), `delivering to ${STREAM} again`]);
  });

  test('while Kinesis refuses, one invocation of three is held, for one call, however short the pauses are', async () => {
    const { clock, kinesis, post, invoke } = createExtension({ failure: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });
    const holds: number[] = [];
    for (let i = 0; i < 13; i++) {
      const over = invoke(`r${i}`);
      post(start(`r${i}`), done(`r${i}`));
      holds.push(await took(clock, over));
      clock.jump(200);
    }
    expect(holds.filter((ms) => ms > 0).length).toBeLessThanOrEqual(5);
    expect(Math.max(...holds)).toBeLessThanOrEqual(20);
    kinesis.failure = undefined;
  });

  test('if the probe beside the function has failed when the function is done, there is no second one', async () => {
    const { clock, pipeline, post, invoke } = createExtension({ failure: Object.assign(new Error('no'), { name: 'AccessDeniedException' }) });
    const first = invoke('a');
    post(start('a'), done('a'));
    await took(clock, first);
    clock.jump(1_500);
    const second = invoke('b');
    post(start('b'));
    await clock.advance(500);
    expect(pipeline.totals.calls).toBe(2);
    post(done('b'));
    expect(await took(clock, second)).toBe(0);
    expect(pipeline.totals.calls).toBe(2);
  });

  test('with the strategy periodic, no invocation is held, and a running one sends by time', async () => {
    const { clock, stream, post, invoke } = createExtension({ strategy: 'periodic' });
    expect(await took(clock, invoke('a', 60_000))).toBe(0);
    post(start('a'), ['function', 'x']);
    await clock.advance(999);
    expect(stream).toEqual([]);
    await clock.advance(20);
    expect(stream).toHaveLength(2);
  });

  test('events that waited through a freeze are sent when the next invocation thaws the environment, even without a timer', async () => {
    const { clock, pipeline, stream, post, invoke } = createExtension({ strategy: 'periodic' });
    void invoke('a', 60_000);
    post(start('a'), done('a'));
    await settled();
    clock.jump(600_000);
    void invoke('b', 60_000);
    // No timer runs.
    await settled();
    expect(pipeline.totals.calls).toBe(1);
    await clock.advance(10);
    expect(stream.length).toBeGreaterThanOrEqual(2);
  });

  test('after an invocation that runs until its deadline, the next one is held as usual', async () => {
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
    // One call for what the first has left and for its own.
    expect(await took(clock, second)).toBe(10);
  });

  test('without telemetry, does not wait', async () => {
    const { clock, invoke } = createExtension();
    expect(await took(clock, invoke('a', 3_000, false))).toBe(0);
  });

  test('platform events steer it even if they are not streamed', async () => {
    const { clock, stream, post, invoke } = createExtension({ types: 'function' });
    const over = invoke('a');
    post(start('a'), ['function', 'x'], ['extension', 'y'], done('a'));
    expect(await took(clock, over)).toBe(10);
    expect(stream.map(({ type, sequence, requestId }) => [type, sequence, requestId])).toEqual([['function', 1, 'a']]);
  });

  test('gives up a call that a freeze has outlasted, and makes another beside the function', async () => {
    const { clock, kinesis, pipeline, stream, post, invoke } = createExtension({ strategy: 'periodic', latencyMs: 1e9 });
    void invoke('a', 60_000);
    post(start('a'), ['function', 'x']);
    await clock.advance(1_500);
    expect(pipeline.totals.calls).toBe(1);
    clock.freeze(60_000);
    kinesis.latencyMs = 10;
    void invoke('b', 60_000);
    await clock.advance(150);
    expect(pipeline.totals.calls).toBe(2);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('with a strategy that never holds, an invocation probes beside the function as soon as the pause is over', async () => {
    const { clock, kinesis, log, pipeline, stream, post, invoke } = createExtension({
      strategy: 'periodic', failure: Object.assign(new Error('no'), { name: 'AccessDeniedException' }),
    });
    void invoke('a', 60_000);
    post(start('a'), done('a'));
    await clock.advance(1_050);
    expect(pipeline.totals.calls).toBe(1);
    kinesis.failure = undefined;
    clock.freeze(500);
    void invoke('b', 60_000);
    await settled();
    expect(pipeline.totals.calls).toBe(1);
    clock.freeze(500);
    void invoke('c', 60_000);
    // No timer runs before the call.
    await settled();
    expect(pipeline.totals.calls).toBe(2);
    await clock.advance(10);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(log.at(-1)).toBe(`delivering to ${STREAM} again`);
  });

  test('does not begin a call at its start for events that are not due', async () => {
    const { clock, pipeline, post, invoke } = createExtension({ strategy: 'periodic' });
    post(['platform.initStart', {}]);
    clock.jump(999);
    void invoke('a', 60_000);
    await settled();
    expect(pipeline.totals.calls).toBe(0);
    clock.jump(1);
    void invoke('b', 60_000);
    await settled();
    expect(pipeline.totals.calls).toBe(1);
  });
});
