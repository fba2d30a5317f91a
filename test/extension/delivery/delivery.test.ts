import { settled } from '../fake-clock';
import { createDelivery } from './delivery-setup';

describe('delivery', () => {
  test('sends nothing below the dispatch threshold and before the dispatch interval', async () => {
    const { clock, stream, add } = createDelivery();
    add('a');
    await clock.advance(999);
    expect(stream).toEqual([]);
    await clock.advance(1);
    expect(stream).toHaveLength(1);
  });

  test('starts a send at once at the dispatch threshold', async () => {
    const { stream, add } = createDelivery({ dispatchThreshold: 5 });
    ['a', 'b', 'c', 'd'].forEach((message) => add(message));
    await settled();
    expect(stream).toEqual([]);
    add('e');
    await settled();
    expect(stream).toHaveLength(5);
  });

  describe('a record that is not full when others start a send', () => {
    const LINGER = { dispatchThreshold: 5, lingerMs: 100 };
    const addAll = (add: (message: string) => void, count: number, message = 'a') => Array.from({ length: count }, () => add(message));

    test('waits for the linger time and no longer', async () => {
      const { clock, stream, add } = createDelivery(LINGER);
      addAll(add, 5);
      await clock.advance(60);
      addAll(add, 5);
      await clock.advance(39);
      expect(stream).toEqual([]);
      await clock.advance(1);
      expect(stream).toHaveLength(10);
      expect(clock.pendingTimers).toBe(0);
    });

    test('stays open while full records are sent', async () => {
      const { clock, stream, totals, add } = createDelivery(LINGER);
      for (let i = 0; i < 1_000; i++) {
        add('x'.repeat(200));
        if (i % 10 === 0) await clock.advance(1);
      }
      await clock.advance(100);
      expect(stream).toHaveLength(1_000);
      expect(totals.records).toBeLessThanOrEqual(Math.ceil(1_000 * 300 / 25_600) + 1);
    });

    test('is sent with a flush without waiting', async () => {
      const { delivery, clock, stream, add } = createDelivery(LINGER);
      addAll(add, 5);
      expect(await delivery.flush(clock.now() + 1_000)).toBe('delivered');
      expect(stream).toHaveLength(5);
      expect(clock.pendingTimers).toBe(0);
    });

    test('does not wait if dropped events must be reported', async () => {
      const { ledger, stream, add } = createDelivery(LINGER);
      addAll(add, 4);
      ledger.add({ environment: 'env', firstSequence: 900, lastSequence: 901, bytes: 1, reason: 'buffer-full' });
      add('a');
      await settled();
      expect(stream.map(({ type }) => type)).toEqual([...Array<string>(5).fill('function'), 'telemetry.dropped']);
    });

    test('does not wait longer after the clock was set back', async () => {
      const { clock, stream, add } = createDelivery(LINGER);
      addAll(add, 4);
      clock.setBack(3_600_000);
      add('a');
      await settled();
      expect(stream).toHaveLength(5);
    });

    test('does not wait with a linger time of 0', async () => {
      const { stream, add } = createDelivery({ ...LINGER, lingerMs: 0 });
      addAll(add, 5);
      await settled();
      expect(stream).toHaveLength(5);
    });
  });

  test('many bytes start a send at once, even of few events', async () => {
    const { stream, add } = createDelivery();
    for (let i = 0; i < 5; i++) add('x'.repeat(100_000));
    await settled();
    expect(stream).toEqual([]);
    for (let i = 0; i < 2; i++) add('x'.repeat(100_000));
    await settled();
    expect(stream.length).toBeGreaterThanOrEqual(5);
  });

  test('a running send leaves the open record open', async () => {
    const { clock, delivery, stream, totals, add } = createDelivery({ dispatchThreshold: 10 });
    for (let i = 0; i < 1_000; i++) add('x'.repeat(200));
    await delivery.flush(clock.now() + 1_000);
    expect(stream).toHaveLength(1_000);
    expect(totals.records).toBeLessThan(1.2 * 1_000 * 300 / 25_600);
  });

  test('a flush delivers all buffered events and leaves no timer behind', async () => {
    const { delivery, clock, stream, totals, add } = createDelivery();
    ['a', 'b'].forEach((message) => add(message));
    expect(await delivery.flush(clock.now() + 1_000)).toBe('delivered');
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(totals.delivered).toBe(2);
    expect(clock.pendingTimers).toBe(0);
  });

  test('while the breaker is open, a new event starts no call before the pause is over', async () => {
    const { delivery, clock, stream, kinesis, add } = createDelivery({ reachable: false, dispatchThreshold: 1 });
    add('a');
    await settled();
    kinesis.reachable = true;
    add('b');
    await clock.advance(900);
    expect(stream).toEqual([]);
    await clock.advance(1_100);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(await delivery.flush(clock.now())).toBe('delivered');
  });

  test("a line of the extension's own log starts no send, which could cause the next line, but is sent with other events", async () => {
    const { clock, stream, add } = createDelivery({ dispatchThreshold: 1 });
    add('own', true);
    await clock.advance(60_000);
    expect(stream).toEqual([]);
    add('a');
    await settled();
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('oldestAgeMs is the age of the oldest unacknowledged event', async () => {
    const { delivery, clock, add } = createDelivery({ dispatchIntervalMs: 60_000 });
    expect(delivery.oldestAgeMs).toBe(0);
    add('a');
    await clock.advance(300);
    add('b');
    await clock.advance(100);
    expect(delivery.oldestAgeMs).toBe(400);
    await delivery.flush(clock.now() + 1_000);
    expect(delivery.oldestAgeMs).toBe(0);
  });

  test('isEmpty is false while a record is open or queued, or a dropped range is not reported', async () => {
    const { delivery, clock, kinesis, ledger, packer, add } = createDelivery();
    expect(delivery.isEmpty).toBe(true);
    add('a');
    expect(delivery.isEmpty).toBe(false);
    kinesis.reachable = false;
    await delivery.flush(clock.now() + 1_000);
    expect(packer.openBytes).toBe(0);
    expect(delivery.isEmpty).toBe(false);
    kinesis.reachable = true;
    await delivery.flush(clock.now() + 1_000);
    expect(delivery.isEmpty).toBe(true);
    ledger.add({ environment: 'env', firstSequence: 9, lastSequence: 9, bytes: 1, reason: 'too-large' });
    expect(delivery.isEmpty).toBe(false);
  });

  test('after an outage, buffered events are sent without a new event, however long the pause of the breaker', async () => {
    const { clock, stream, kinesis, add } = createDelivery({ reachable: false, dispatchIntervalMs: 100 });
    add('a');
    await clock.advance(20_000);
    add('b');
    kinesis.reachable = true;
    await clock.advance(60_000);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('an event is due when it has waited for the dispatch interval, in a freeze too', () => {
    const { delivery, clock, add } = createDelivery();
    add('a');
    clock.jump(999);
    expect(delivery.isDue).toBe(false);
    clock.jump(1);
    expect(delivery.isDue).toBe(true);
  });

  test('bufferPeakBytes counts full records and the open record', () => {
    const { totals, add } = createDelivery();
    add('x'.repeat(20_000));
    add('x'.repeat(20_000));
    expect(totals.bufferPeakBytes).toBe(2 * 25_600);
  });

  test('records are retried after a failure without a new event', async () => {
    const { clock, stream, kinesis, add } = createDelivery({ reachable: false });
    add('a');
    await clock.advance(1_500);
    kinesis.reachable = true;
    await clock.advance(3_000);
    expect(stream.map(({ sequence }) => sequence)).toEqual([1]);
  });
});
