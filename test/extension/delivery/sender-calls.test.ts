import { getEventListeners } from 'node:events';
import { settled } from '../fake-clock';
import { createSender, record } from './sender-with-answers';
import type { ConnectionState } from '../../../extension-src/delivery/transport';

describe('the timeout of a call', () => {
  test('a call without a response is aborted and sent again over a new connection', async () => {
    const { sender, clock, calls, push, connection } = createSender('hang');
    push(1);
    const flushed = sender.flush(1, clock.now() + 20_000);
    await clock.advance(3_000);
    expect(connection.resets).toBe(1);
    await clock.advance(100);
    expect(await flushed).toBe('delivered');
    expect(calls).toEqual([[1], [1]]);
  });

  test('a call that was frozen past its timeout is aborted when the environment thaws', async () => {
    const { sender, clock, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await settled();
    sender.abandonOverdueCall();
    await settled();
    expect(calls).toHaveLength(1);
    clock.jump(3_600_000);
    sender.abandonOverdueCall();
    await clock.advance(100);
    expect(calls).toHaveLength(2);
  });

  test('a call whose timer a freeze has stopped is aborted 100 ms after the thaw, and made again at once', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    push(1);
    sender.start();
    await settled();
    clock.jump(3_600_000);
    sender.abandonOverdueCall();
    await clock.advance(99);
    expect(calls).toEqual([[1]]);
    await clock.advance(1);
    expect(calls).toEqual([[1], [1]]);
    expect(connection.resets).toBe(1);
  });

  test('an answer that came during a freeze is read after the thaw: nothing is sent twice', async () => {
    const { sender, clock, calls, acknowledged, push } = createSender('late');
    push(1);
    sender.start();
    await settled();
    clock.jump(3_600_000);
    sender.abandonOverdueCall();
    await clock.advance(10_000);
    expect(calls).toEqual([[1]]);
    expect(acknowledged).toEqual([1]);
  });

  test('a connection that was dead before the call costs one retry, at once', async () => {
    const { sender, clock, calls, connection, push } = createSender(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
    connection.state = 'idle';
    push(1);
    const begin = clock.now();
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    expect(clock.now()).toBe(begin);
    expect(calls).toHaveLength(2);
    expect(connection.resets).toBe(1);
  });

  test('a new connection that breaks is not retried at once', async () => {
    const { sender, clock, calls, push } = createSender(Object.assign(new Error('no'), { code: 'ECONNRESET' }));
    push(1);
    sender.start();
    await clock.advance(49);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('an idle connection without a response leaves half of the time for a new one', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(500);
    connection.state = 'new';
    await clock.advance(100);
    expect(await flushed).toBe('delivered');
    expect(calls).toEqual([[1], [1]]);
  });

  test('a call over an idle connection carries at most 64 KiB, and the rest follows once the connection is proven', async () => {
    const { sender, clock, calls, connection, queue } = createSender();
    connection.state = 'idle';
    [1, 2, 3, 4, 5].forEach((sequence) => queue.push(record(sequence, 30_000)));
    connection.onAnswer = () => { connection.state = 'proven'; };
    expect(await sender.flush(5, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toEqual([[1, 2], [3, 4, 5]]);
  });

  test('a record larger than 64 KiB goes alone over an idle connection', async () => {
    const { sender, clock, calls, connection, queue } = createSender();
    connection.state = 'idle';
    [1, 2].forEach((sequence) => queue.push(record(sequence, 100_000)));
    expect(await sender.flush(2, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toEqual([[1], [2]]);
  });

  test.each([['was answered', undefined], ['failed', new Error('no')]])('nothing listens to the signal of a call that %s: it would wait for a garbage collection', async (_how, error) => {
    const { sender, clock, connection, push } = createSender(...error ? [error] : []);
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(0);
    expect(getEventListeners(connection.signal!, 'abort')).toEqual([]);
    await clock.advance(1_000);
    expect(await flushed).toBe('delivered');
  });

  test('a running call over an idle connection is limited by the time of a new flush', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    sender.start();
    await clock.advance(1_000);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(600);
    expect(await flushed).toBe('delivered');
    expect(calls).toHaveLength(2);
  });

  test('an idle connection gets half of the time of the longest waiting flush', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'idle';
    push(1);
    void sender.flush(1, clock.now() + 600);
    void sender.flush(1, clock.now() + 1_000);
    await clock.advance(490);
    expect(calls).toHaveLength(1);
    await clock.advance(110);
    expect(calls).toHaveLength(2);
  });

  test('a proven connection gets the full timeout, because its call is slow, not dead', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'proven';
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(calls).toHaveLength(1);
  });

  test.each<[string, ConnectionState, boolean]>([
    ['a new connection', 'new', true],
    ['an idle connection, where nobody waits', 'idle', false],
  ])('%s has its whole time', async (_name, state, isWaitedFor) => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = state;
    push(1);
    if (isWaitedFor) void sender.flush(1, clock.now() + 2_500, 'flush');
    else sender.start();
    await clock.advance(2_400);
    expect(calls).toHaveLength(1);
  });

  test('a new flush does not extend the timeout of a running call', async () => {
    const { sender, clock, calls, connection, push } = createSender('hang');
    connection.state = 'proven';
    push(1);
    sender.start();
    await clock.advance(2_000);
    void sender.flush(1, clock.now() + 10_000);
    await clock.advance(1_100);
    expect(calls).toHaveLength(2);
  });

  test('at the last chance, a hanging call leaves time for another', async () => {
    const { sender, clock, calls, push } = createSender('hang', 'hang');
    push(1);
    sender.start();
    await clock.advance(500);
    const flushed = sender.flush(1, clock.now() + 1_900, 'last');
    await clock.advance(1_900);
    expect(await flushed).toBe('delivered');
    expect(calls).toHaveLength(3);
  });

  test('at the last chance, a call gets half of the time of the longest flush that waits', async () => {
    const { sender, clock, calls, push } = createSender('hang', 'hang');
    push(1);
    void sender.flush(1, clock.now() + 2_000, 'last');
    void sender.flush(1, clock.now() + 400, 'last');
    await clock.advance(999);
    expect(calls).toHaveLength(1);
    await clock.advance(200);
    expect(calls).toHaveLength(2);
  });

  test('at the last chance, a call gets at least 100 ms', async () => {
    const { sender, clock, connection, push } = createSender('hang');
    push(1);
    void sender.flush(1, clock.now() + 60, 'last');
    await clock.advance(99);
    expect(connection.resets).toBe(0);
    await clock.advance(1);
    expect(connection.resets).toBe(1);
  });
});
