import { createExtension, done, start, took } from '../extension-without-process';

describe('handling frequent invocations', () => {
  test('while invocations are frequent none is held, and what they leave behind goes with a later one', async () => {
    const { clock, stream, post, invoke, shutdown } = createExtension({ latencyMs: 12 });
    const holds: number[] = [];
    for (let i = 0; i < 50; i++) {
      const over = invoke(`r${i}`);
      post(start(`r${i}`), ['function', `line ${i}`]);
      await clock.advance(5);
      post(done(`r${i}`));
      holds.push(await took(clock, over));
      await clock.advance(95);
    }
    expect(holds.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 12));
    // A call beside an invocation of 5 ms would be frozen: one invocation in a second is held for what the others have left.
    expect(holds.slice(20).filter((ms) => ms > 0).length).toBeLessThanOrEqual(3);
    expect(stream.length).toBeGreaterThanOrEqual(3 * 38);
    await took(clock, shutdown());
    expect(stream.map(({ sequence }) => sequence)).toEqual(stream.map((_envelope, index) => index + 1));
    expect(stream.filter(({ type }) => type === 'function')).toHaveLength(50);
  });

  test.each([
    ['6 with pauses of 4 s', 6, 4_000],
    ['20 with pauses of 20 s', 20, 20_000],
  ])('in bursts of %s, nothing waits through a pause, and holds are those of end-of-invocation', async (_name, size, pauseMs) => {
    const holdsWith = async (strategy: string): Promise<number[]> => {
      const { clock, stream, post, invoke } = createExtension({ latencyMs: 12, strategy });
      const holds: number[] = [];
      for (let i = 0; i < 3 * size; i++) {
        const over = invoke(`r${i}`);
        post(start(`r${i}`), ['function', `line ${i}`]);
        await clock.advance(20);
        post(done(`r${i}`));
        holds.push(await took(clock, over));
        expect(stream.filter(({ type }) => type === 'function')).toHaveLength(i + 1);
        clock.jump(i % size === size - 1 ? pauseMs : 100);
      }
      return holds;
    };
    expect(await holdsWith('adaptive')).toEqual(await holdsWith('end-of-invocation'));
  });

  test('75 short invocations per second are held once per second, and no event waits for more than 1.2 s', async () => {
    const { clock, stream, post, invoke } = createExtension({ latencyMs: 12 });
    const loggedAt: number[] = [];
    let held = 0;
    let longestMs = 0;
    for (let i = 0; i < 20 + 5 * 75; i++) {
      const over = invoke(`r${i}`);
      loggedAt.push(clock.now());
      post(start(`r${i}`), ['function', `line ${i}`]);
      await clock.advance(2);
      post(done(`r${i}`));
      if (await took(clock, over) > 0 && i >= 20) held++;
      // Frozen until the next one.
      clock.jump(11);
      const arrived = stream.filter(({ type }) => type === 'function').length;
      if (arrived < loggedAt.length) longestMs = Math.max(longestMs, clock.now() - loggedAt[arrived]);
    }
    expect(held).toBeLessThanOrEqual(5);
    expect(longestMs).toBeLessThanOrEqual(1_200);
    expect(longestMs).toBeGreaterThan(900);
  });

  test('when frequent traffic ends, the events of its last second wait for the next invocation, which sends all of them', async () => {
    const { clock, stream, post, invoke } = createExtension({ latencyMs: 12 });
    const lines = () => stream.filter(({ type }) => type === 'function').length;
    const invokeAndFreeze = async (requestId: string, frozenMs: number) => {
      const over = invoke(requestId);
      post(start(requestId), ['function', 'line']);
      await clock.advance(2);
      post(done(requestId));
      await took(clock, over);
      clock.jump(frozenMs);
    };
    for (let i = 0; i < 100; i++) await invokeAndFreeze(`r${i}`, 98);
    const left = 100 - lines();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(11);
    clock.jump(600_000);
    await invokeAndFreeze('last', 0);
    expect(lines()).toBe(101);
  });

  test('frequent invocations that outlast a call are not held: the call is made beside them', async () => {
    const { clock, pipeline, stream, post, invoke } = createExtension({ latencyMs: 12 });
    const holds: number[] = [];
    for (let i = 0; i < 30; i++) {
      const over = invoke(`r${i}`);
      post(start(`r${i}`), ['function', `line ${i}`]);
      await clock.advance(400);
      post(['platform.runtimeDone', { requestId: `r${i}`, status: 'success', metrics: { durationMs: 400 } }]);
      holds.push(await took(clock, over));
      await clock.advance(100);
    }
    expect(holds.slice(20)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(pipeline.totals.calls).toBeGreaterThan(20 + 3);
    expect(stream.length).toBeGreaterThanOrEqual(3 * 27);
  });

  test('after a hold in vain, no call begins beside a short invocation that is not held', async () => {
    const { clock, kinesis, pipeline, post, invoke } = createExtension({ latencyMs: 20 });
    const invokeShortly = async (requestId: string): Promise<number> => {
      const over = invoke(requestId);
      post(start(requestId));
      await clock.advance(5);
      post(['platform.runtimeDone', { requestId, status: 'success', metrics: { durationMs: 5 } }]);
      return took(clock, over);
    };
    expect(await invokeShortly('a')).toBe(20);
    kinesis.latencyMs = 1e9;
    expect(await invokeShortly('b')).toBe(1_000);
    const callsBefore = pipeline.totals.calls;
    // The call fails while the environment runs on, and the pause is over.
    await clock.advance(15_000);
    kinesis.latencyMs = 20;
    expect(await invokeShortly('c')).toBe(0);
    expect(pipeline.totals.calls).toBe(callsBefore);
    expect(pipeline.breaker.isClosed).toBe(false);
  });

  test('frequent invocations share their calls: one a second', async () => {
    const { clock, pipeline, post, invoke } = createExtension();
    for (let i = 0; i < 50; i++) {
      const over = invoke(`r${i}`);
      post(start(`r${i}`), done(`r${i}`));
      await took(clock, over);
      await clock.advance(100);
    }
    expect(pipeline.totals.calls).toBeLessThanOrEqual(20 + 4);
  });
});
