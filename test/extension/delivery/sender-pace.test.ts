import { settled } from '../fake-clock';
import { createSender, named, record } from './sender-with-answers';

const THROTTLED = 'ProvisionedThroughputExceededException';

/** So many records of 1,000 bytes, each with a partition key of its own, and those rejected that come after the first 400. */
function createThrottled(code: string) {
  const world = createSender(Array.from({ length: 500 }, (_value, index) => index < 400 ? undefined : code));
  for (let sequence = 1; sequence <= 600; sequence++) {
    world.queue.push({ ...record(sequence, 744), partitionKey: String(sequence).padStart(256, '0') });
  }
  return world;
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_value, index) => first + index);

describe('the pace of the sender', () => {
  test('a throttled call is followed by a pause, and then by as much as the shard probably takes', async () => {
    const { sender, clock, calls } = createThrottled(THROTTLED);
    sender.start();
    // 400,000 bytes accepted and 100,000 rejected: 350,000 a second, of which a call carries a fifth.
    await clock.advance(1_342);
    expect(calls).toEqual([from(1, 500)]);
    await clock.advance(1);
    expect(calls).toEqual([from(1, 500), from(401, 470)]);
  });

  test('records that are rejected for another reason do not slow down others', async () => {
    const { sender, clock, calls } = createThrottled('InternalFailure');
    sender.start();
    await settled();
    expect(calls).toEqual([from(1, 500), from(501, 600)]);
    await clock.advance(50);
    expect(calls[2]).toEqual(from(401, 500));
  });

  test('a flush does not make a throttled shard take more', async () => {
    const { sender, clock, calls } = createThrottled(THROTTLED);
    sender.start();
    await clock.advance(100);
    void sender.flush(600, clock.now() + 5_000);
    await clock.advance(1_242);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('when the records get other keys at the last chance, they are sent at once: a pause that began before ends', async () => {
    const { sender, clock, queue } = createThrottled(THROTTLED);
    sender.start();
    await clock.advance(100);
    queue.spread((key = 0) => `other ${key}`);
    sender.forgetRate();
    const flushed = sender.flush(600, clock.now() + 500, 'last');
    await settled();
    expect(await Promise.race([flushed, settled()])).toBe('delivered');
  });

  test('at the last chance, a pause that would outlast it is cut short', async () => {
    const { sender, clock, calls } = createThrottled(THROTTLED);
    sender.start();
    await clock.advance(100);
    void sender.flush(600, clock.now() + 1_000, 'last');
    await clock.advance(100);
    expect(calls).toHaveLength(2);
  });

  test('at the last chance, a pause takes no more than a tenth of the time: the limit may be wrong by now', async () => {
    const { sender, clock, calls } = createThrottled(THROTTLED);
    void sender.flush(600, clock.now() + 2_000, 'last');
    await clock.advance(199);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('at the last chance, a shorter pause is kept', async () => {
    const { sender, clock, calls } = createThrottled(THROTTLED);
    void sender.flush(600, clock.now() + 20_000, 'last');
    await clock.advance(1_342);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
  });

  test('at the last chance, a key does not wait as long as before', async () => {
    let isHot = true;
    const { sender, clock, calls, queue, push } = createSender((sequences) => sequences.map((sequence) => sequence === 1 && isHot ? 'InternalFailure' : undefined));
    queue.push({ ...record(1), partitionKey: 'hot' });
    push(2);
    sender.start();
    await settled();
    for (const [index, waitMs] of [50, 100, 200, 400].entries()) {
      push(3 + index);
      await clock.advance(waitMs);
    }
    expect(calls).toEqual([2, 3, 4, 5, 6].map((sequence) => [1, sequence]));
    isHot = false;
    const flushed = sender.flush(1, clock.now() + 700, 'last');
    await clock.advance(69);
    expect(calls).toHaveLength(5);
    await clock.advance(1);
    expect(await flushed).toBe('delivered');
  });

  test('each key waits for its own time', async () => {
    const { sender, clock, calls, queue, push } = createSender(['InternalFailure', undefined], ['InternalFailure', 'InternalFailure', undefined]);
    queue.push({ ...record(1), partitionKey: 'a' });
    push(2);
    sender.start();
    await settled();
    queue.push({ ...record(3), partitionKey: 'b' });
    push(4);
    await clock.advance(50);
    expect(calls).toEqual([[1, 2], [1, 3, 4]]);
    await clock.advance(50);
    expect(calls[2]).toEqual([3]);
    await clock.advance(49);
    expect(calls).toHaveLength(3);
    await clock.advance(1);
    expect(calls[3]).toEqual([1]);
  });

  test('two flushes at the last chance: pauses leave time for many attempts until the later deadline', async () => {
    const { sender, clock, calls, push } = createSender(...Array.from({ length: 20 }, () => named('ServiceUnavailable')));
    push(1);
    void sender.flush(1, clock.now() + 400, 'last');
    void sender.flush(1, clock.now() + 20_000, 'last');
    await clock.advance(749);
    // Pauses of 50, 100, 200 and 400 ms.
    expect(calls).toHaveLength(4);
  });

  test('a call rejected as invalid says nothing about how much a call may carry', async () => {
    const { sender, calls, queue } = createSender(named('ValidationException'));
    for (let sequence = 1; sequence <= 8; sequence++) queue.push(record(sequence, 100_000));
    sender.start();
    await settled();
    expect(calls.slice(0, 2)).toEqual([from(1, 8), from(1, 4)]);
  });

  test('while an invalid record is searched batches become smaller, and then larger again', async () => {
    const { sender, calls, invalid, push } = createSender((sequences) => sequences.includes(1) ? named('ValidationException') : undefined);
    push(...from(1, 16));
    sender.start();
    await settled();
    expect(calls).toEqual([from(1, 16), from(1, 8), from(1, 4), [1, 2], [1], [2], [3, 4], from(5, 8), from(9, 16)]);
    expect(invalid).toEqual([1]);
  });

  test('knows how long calls take that Kinesis answers', async () => {
    const { sender, clock, callTimes, push } = createSender('late');
    push(1);
    sender.start();
    await clock.advance(1_000);
    expect(callTimes.typicalMs).toBe(50);
  });
});

describe('a call that nobody waits for', () => {
  test('does not begin if it would probably be frozen; the records stay queued, and somebody has to start it again', async () => {
    const { sender, clock, calls, forecast, gaveUp, push } = createSender();
    forecast.mayCall = false;
    push(1);
    sender.start();
    expect(sender.isSending).toBe(true);
    await clock.advance(10_000);
    expect(calls).toEqual([]);
    expect([sender.isSending, gaveUp.times]).toEqual([false, 1]);
    forecast.mayCall = true;
    sender.start();
    await settled();
    expect(calls).toEqual([[1]]);
  });

  test('begins for a flush nevertheless, even if the flush begins just when the sender has stopped', async () => {
    const { sender, clock, calls, forecast, push } = createSender();
    forecast.mayCall = false;
    push(1);
    expect(await sender.flush(1, clock.now() + 1_000)).toBe('delivered');
    await settled();
    push(2);
    sender.start();
    // The sender has decided to stop, and has not stopped yet.
    const flushed = sender.flush(2, clock.now() + 1_000);
    await settled();
    expect(await Promise.race([flushed, settled()])).toBe('delivered');
    expect(calls).toEqual([[1], [2]]);
  });

  test('a flush does not wait for records that the full buffer has dropped meanwhile', async () => {
    const { sender, clock, queue, push } = createSender(named('ServiceUnavailable'));
    push(1);
    sender.start();
    await settled();
    const flushed = sender.flush(1, clock.now() + 10_000);
    queue.dropOldest();
    await settled();
    expect(await Promise.race([flushed, settled()])).toBe('delivered');
  });
});
