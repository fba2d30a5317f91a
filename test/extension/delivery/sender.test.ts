import { settled } from '../fake-clock';
import { createSender, named, record } from './sender-with-answers';

describe('sending', () => {
  test('a flush ends when all records are acknowledged', async () => {
    const { sender, clock, calls, acknowledged, push } = createSender();
    push(1, 2, 3);
    expect(await sender.flush(3, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toEqual([[1, 2, 3]]);
    expect(acknowledged).toEqual([1, 2, 3]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a flush without records ends at once', async () => {
    const { sender, clock, calls } = createSender();
    expect(await sender.flush(0, clock.now())).toBe('delivered');
    expect(calls).toEqual([]);
  });

  test('records that are queued while the last response is handled are sent too', async () => {
    const { sender, clock, acknowledged, push } = createSender();
    push(1);
    const first = sender.flush(1, clock.now() + 1_000).then(() => {
      push(2);
      return sender.flush(2, clock.now() + 1_000);
    });
    expect(await first).toBe('delivered');
    expect(acknowledged).toEqual([1, 2]);
  });

  test('makes one call at a time, so that the order is kept', async () => {
    const { sender, calls, push } = createSender('hang');
    push(1);
    sender.start();
    await settled();
    push(2);
    sender.start();
    await settled();
    expect(calls).toEqual([[1]]);
  });

  test('a flush that runs out of time does not end another flush', async () => {
    const { sender, clock, connection, push } = createSender('hang');
    connection.state = 'proven';
    push(1);
    const short = sender.flush(1, clock.now() + 500);
    const long = sender.flush(1, clock.now() + 10_000, 'last');
    await clock.advance(4_000);
    expect(await Promise.race([Promise.all([short, long]), settled()])).toEqual(['late', 'delivered']);
  });

  test('a flush ends at its deadline, and the breaker opens', async () => {
    const { sender, clock, breaker, push } = createSender('hang');
    push(1);
    const flushed = sender.flush(1, clock.now() + 1_000);
    await clock.advance(1_000);
    expect(await flushed).toBe('late');
    expect(breaker.isClosed).toBe(false);
  });

  test('a flush ends the pause before the next attempt', async () => {
    const { sender, clock, calls, push } = createSender(named('InternalFailure'));
    push(1);
    sender.start();
    await settled();
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    expect(calls).toHaveLength(2);
  });

  test('retries only the refused records, in order', async () => {
    const { sender, clock, totals, calls, acknowledged, push } = createSender(
      [undefined, 'ProvisionedThroughputExceededException', undefined, 'InternalFailure'], ['InternalFailure', undefined]);
    push(1, 2, 3, 4);
    const flushed = sender.flush(4, clock.now() + 10_000);
    await clock.advance(5_000);
    expect(await flushed).toBe('delivered');
    expect(calls).toEqual([[1, 2, 3, 4], [2, 4], [2]]);
    expect(acknowledged).toEqual([1, 3, 4, 2]);
    expect(totals).toMatchObject({ calls: 3, records: 4, retries: 3 });
  });

  test('pauses after a refusal of some records, as after a refusal of all', async () => {
    const { sender, clock, calls, push } = createSender([undefined, 'InternalFailure']);
    push(1, 2);
    sender.start();
    await clock.advance(49);
    expect(calls).toEqual([[1, 2]]);
    await clock.advance(1);
    expect(calls).toEqual([[1, 2], [2]]);
  });

  test('retries records after a pause, without another flush', async () => {
    const { sender, clock, calls, push } = createSender(named('InternalFailure'));
    push(1);
    sender.start();
    await settled();
    expect(calls).toHaveLength(1);
    await clock.advance(49);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('sends smaller batches after a failed call, until one is delivered', async () => {
    const { sender, clock, queue, calls } = createSender('hang', 'hang');
    for (let sequence = 1; sequence <= 20; sequence++) queue.push(record(sequence, 50_000));
    sender.start();
    await clock.advance(10_000);
    expect(calls.map(({ length }) => length)).toEqual([20, 5, 1, 2, 5, 10, 2]);
  });
});
