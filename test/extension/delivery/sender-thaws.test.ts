import { createSender, named } from './sender-with-answers';

describe('after a thaw', () => {
  test.each<[string, (world: ReturnType<typeof createSender>) => void]>([
    ['the timer stood still', ({ clock, sender }) => { clock.freeze(3_600_000); sender.abandonOverdueCall(); }],
    ['the timer runs too late, before the thaw is known', ({ clock }) => clock.jump(3_600_000)],
    ['the timer runs too late', ({ clock, sender }) => { clock.jump(3_600_000); sender.abandonOverdueCall(); }],
  ])('an overdue call has 100 ms to read an answer: %s', async (_what, thaw) => {
    const world = createSender('hang');
    world.push(1);
    world.sender.start();
    await world.clock.advance(0);
    thaw(world);
    await world.clock.advance(99);
    expect(world.calls).toEqual([[1]]);
    await world.clock.advance(1);
    expect(world.calls).toEqual([[1], [1]]);
  });

  test('further thaws and flushes do not make these 100 ms longer', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await clock.advance(0);
    clock.freeze(3_600_000);
    sender.abandonOverdueCall();
    await clock.advance(60);
    sender.abandonOverdueCall();
    void sender.flush(1, clock.now() + 10_000, 'last');
    await clock.advance(40);
    expect(calls).toEqual([[1], [1]]);
  });

  test('a call that still has time goes on', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await clock.advance(500);
    sender.abandonOverdueCall();
    await clock.advance(200);
    expect(calls).toEqual([[1]]);
  });

  test('a call gets no more time than it had, although its timer stood still', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await clock.advance(0);
    clock.freeze(2_500);
    sender.abandonOverdueCall();
    await clock.advance(499);
    expect(calls).toEqual([[1]]);
    // The rest of the time, and a pause.
    await clock.advance(101);
    expect(calls).toEqual([[1], [1]]);
  });

  test('the last flush makes another call while there is time, although the timer of the call before stood still', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await clock.advance(0);
    clock.freeze(2_200);
    sender.abandonOverdueCall();
    const over = sender.flush(1, clock.now() + 1_900, 'last');
    await clock.advance(1_000);
    expect(calls).toEqual([[1], [1]]);
    expect(await over).toBe('delivered');
  });

  test('a clock that was set back gives a call no more time than any', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await clock.advance(0);
    clock.setBack(3_600_000);
    sender.abandonOverdueCall();
    await clock.advance(5_500);
    expect(calls).toEqual([[1], [1]]);
  });

  test('without a call there is nothing to abandon', async () => {
    const { sender, clock, breaker, calls, push } = createSender();
    sender.abandonOverdueCall();
    breaker.failed();
    push(1);
    expect(await sender.flush(1, clock.now() + 200, 'probe')).toBe('delivered');
    expect(calls).toEqual([[1]]);
  });
});

/** A call of an earlier invocation that has been under way for so long, and a flush of the next one. */
async function flushAfter(ms: number, { manner = 'probe' as 'probe' | 'flush', isThawed = true } = {}) {
  const { sender, clock, calls, push } = createSender('hang');
  push(1);
  sender.start();
  await clock.advance(ms);
  if (isThawed) sender.abandonOverdueCall();
  void sender.flush(1, clock.now() + 200, manner);
  await clock.advance(10);
  return calls.length;
}

describe('a probe', () => {
  test('makes another call where one of an earlier invocation has been under way for six times as long as calls take', async () => {
    // Calls take 80 ms until the first is answered.
    expect(await flushAfter(480)).toBe(1);
    expect(await flushAfter(481)).toBe(2);
  });

  test('waits for a call of its own invocation', async () => {
    expect(await flushAfter(481, { isThawed: false })).toBe(1);
  });

  test('is the only one that does not wait for a call of an earlier invocation', async () => {
    expect(await flushAfter(481, { manner: 'flush' })).toBe(1);
  });

  test('does not limit its call, which may outlast it, also over an idle connection', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    void sender.flush(1, clock.now() + 200, 'probe');
    await clock.advance(2_900);
    expect([calls.length, connection.resets]).toEqual([1, 0]);
  });

  test('ends with its call if that fails', async () => {
    const { sender, clock, breaker, calls, push } = createSender(named('ServiceUnavailable'), named('ServiceUnavailable'));
    breaker.failed();
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000, 'probe')).toBe('failed');
    expect(calls).toEqual([[1]]);
  });
});

describe('how the next invocation probes', () => {
  test('after a flush that was late, three invocations pass before another is held', async () => {
    const { sender, clock, breaker, push } = createSender([undefined], 'hang');
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    push(2);
    void sender.flush(2, clock.now() + 1_000);
    await clock.advance(1_000);
    clock.jump(60_000);
    expect(breaker.allowsProbe).toBe(false);
    for (let i = 0; i < 3; i++) breaker.invoked();
    expect(breaker.allowsProbe).toBe(true);
  });

  test('after a failure that was answered, the pause is enough; the connection is kept', async () => {
    const { sender, clock, breaker, connection, push } = createSender(named('AccessDeniedException'));
    push(1);
    await sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(breaker.allowsProbe).toBe(true);
    expect(connection.resets).toBe(0);
  });
});
