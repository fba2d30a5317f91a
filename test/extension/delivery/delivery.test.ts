import { CallTimes } from '../../../extension-src/delivery/call-times';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import { Delivery } from '../../../extension-src/delivery/delivery';
import { DropLedger } from '../../../extension-src/delivery/drop-ledger';
import { Packer } from '../../../extension-src/delivery/packer';
import type { PackedRecord } from '../../../extension-src/delivery/record';
import { ndjson } from '../../../extension-src/delivery/record-format';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';
import { Sender } from '../../../extension-src/delivery/sender';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { FakeClock, settled } from '../fake-clock';

const MIB = 1024 * 1024;

interface Envelope {
  readonly type: string;
  readonly environment: string;
  readonly sequence: number;
  readonly record: {
    readonly environment?: string;
    readonly count: number;
    readonly bytes: number;
    readonly firstSequence: number;
    readonly lastSequence: number;
    readonly reason: string;
  };
}

function createDelivery({ bufferMaxBytes = 2 * MIB, dispatchThreshold = 1_000, dispatchIntervalMs = 1_000, lingerMs = 0, reachable = true } = {}) {
  const clock = new FakeClock();
  const totals = zeroTotals();
  const queue = new RecordQueue();
  const ledger = new DropLedger();
  const breaker = new CircuitBreaker(() => clock.now());
  const kinesis = { reachable };
  const stream: Envelope[] = [];
  const packer = new Packer({
    origin: { source: 'arn', version: '1', environment: 'env' }, shape: ndjson(25_600), partitionKey: 'environment', oversized: 'drop', now: () => clock.now(),
    onFailed: (_range, error) => { throw error; },
    onRecord: (record) => queue.push(record), onTooLarge: (range) => ledger.add(range),
  });
  const put = (batch: readonly PackedRecord[]) => {
    if (!kinesis.reachable) return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    for (const line of batch.flatMap(({ data }) => data.toString().trim().split('\n'))) stream.push(JSON.parse(line) as Envelope);
    return Promise.resolve(batch.map(() => undefined));
  };
  const sender: Sender = new Sender({
    queue, breaker, clock, totals, callTimes: new CallTimes(), mayCall: () => true, random: () => 0,
    transport: () => Promise.resolve({ putRecords: put, connection: 'new', reset: () => undefined, renewCredentials: () => undefined }),
    onAcknowledged: (records) => delivery.acknowledged(records), onInvalid: () => undefined, onRest: () => delivery.dispatchLater(),
    onBreakerOpened: () => undefined, onBreakerClosed: () => undefined,
  });
  const delivery = new Delivery({
    packer, queue, sender, breaker, ledger, clock, totals, mayCall: () => true, bufferMaxBytes, dispatchThreshold, dispatchIntervalMs, lingerMs,
  });
  const add = (message: string, isOwnLog = false) => {
    const body = Buffer.from(JSON.stringify({ time: 't', type: 'function', record: message }));
    delivery.add(body, 0, body.length, undefined, isOwnLog);
  };
  return { delivery, clock, totals, queue, packer, ledger, kinesis, stream, add };
}

/** Expects every sequence number up to the last in the stream, or in a range that the stream reports as dropped. */
function unaccounted(stream: readonly Envelope[]): number[] {
  const known = new Set<number>();
  for (const { type, sequence, record } of stream) {
    known.add(sequence);
    if (type === 'telemetry.dropped') for (let s = record.firstSequence; s <= record.lastSequence; s++) known.add(s);
  }
  return Array.from({ length: stream.at(-1)?.sequence ?? 0 }, (_, i) => i + 1).filter((sequence) => !known.has(sequence));
}

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

  test('past the limit the oldest events are dropped and reported in the stream', async () => {
    const { delivery, clock, stream, queue, packer, ledger, kinesis, totals, add } = createDelivery({ reachable: false });
    await delivery.flush(clock.now());
    for (let i = 0; i < 20_000; i++) {
      add('x'.repeat(200));
      expect(queue.heldBytes + packer.openBytes).toBeLessThanOrEqual(2 * MIB);
    }
    await clock.advance(0);
    expect(stream).toEqual([]);
    kinesis.reachable = true;
    await clock.advance(60_000);
    expect(await delivery.flush(clock.now() + 1_000)).toBe('delivered');
    const dropped = stream.filter(({ type }) => type === 'telemetry.dropped');
    expect(dropped).toHaveLength(1);
    expect(dropped[0].record.reason).toBe('buffer-full');
    expect(dropped[0].record.count).toBe(dropped[0].record.lastSequence - dropped[0].record.firstSequence + 1);
    expect(dropped[0].record.bytes).toBeGreaterThan(dropped[0].record.count * 200);
    expect(unaccounted(stream)).toEqual([]);
    expect(ledger.total).toBe(dropped[0].record.count);
    expect(totals.bufferPeakBytes).toBeLessThanOrEqual(2 * MIB + 25_600);
  });

  test('the ranges of a dropped telemetry.dropped event are reported again', async () => {
    const { delivery, clock, stream, kinesis, add } = createDelivery({ reachable: false });
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 10_000; i++) add('x'.repeat(200));
      await delivery.flush(clock.now() + 10);
      await clock.advance(10);
    }
    kinesis.reachable = true;
    await clock.advance(120_000);
    await delivery.flush(clock.now() + 1_000);
    expect(stream.length).toBeGreaterThan(1_000);
    expect(unaccounted(stream)).toEqual([]);
  });

  test('an event that does not fit into a record is reported in the stream', async () => {
    const { delivery, clock, stream, add } = createDelivery({ bufferMaxBytes: 16 * MIB });
    add('a');
    add('x'.repeat(MIB));
    add('b');
    await delivery.flush(clock.now() + 1_000);
    expect(unaccounted(stream)).toEqual([]);
    expect(stream.find(({ type }) => type === 'telemetry.dropped')?.record).toMatchObject({ count: 1, firstSequence: 2, lastSequence: 2, reason: 'too-large' });
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

  test('after a restore from a snapshot, events dropped before are reported for the previous environment', async () => {
    const { delivery, clock, stream, kinesis, add } = createDelivery({ reachable: false });
    await delivery.flush(clock.now());
    for (let i = 0; i < 1_000; i++) add('x'.repeat(200));
    await settled();
    delivery.renew('another');
    for (let i = 0; i < 10_000; i++) add('x'.repeat(200));
    kinesis.reachable = true;
    await clock.advance(60_000);
    await delivery.flush(clock.now() + 1_000);
    for (const environment of ['env', 'another']) {
      const own = stream.filter((envelope) => envelope.environment === environment);
      const said = stream.filter(({ type, record, environment: teller }) => type === 'telemetry.dropped' && (record.environment ?? teller) === environment);
      const known = new Set([...own.map(({ sequence }) => sequence),
        ...said.flatMap(({ record }) => Array.from({ length: record.count }, (_, i) => record.firstSequence + i))]);
      const last = environment === 'env' ? 1_000 : Math.max(...own.slice(-1).map(({ sequence }) => sequence));
      for (let sequence = 1; sequence <= last; sequence++) if (!known.has(sequence)) throw new Error(`${environment} misses ${sequence}`);
    }
    expect(stream.some(({ record }) => record.environment === 'env')).toBe(true);
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

  test('a telemetry.dropped event names an environment only if it differs from its own', async () => {
    const { delivery, clock, stream, add } = createDelivery();
    add('x'.repeat(MIB));
    await delivery.flush(clock.now() + 1_000);
    expect(stream.map(({ type }) => type)).toEqual(['telemetry.dropped']);
    expect(stream[0].record).not.toHaveProperty('environment');
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

describe('the memory of what was dropped', () => {
  test('is part of the bound: in an outage oversized events between others do not grow it', async () => {
    const bufferMaxBytes = 500_000;
    const { delivery, clock, totals, queue, packer, ledger, kinesis, stream, add } = createDelivery({ reachable: false, bufferMaxBytes });
    const oversized = Buffer.from(JSON.stringify({ time: 't', type: 'function', record: 'x'.repeat(MIB) }));
    for (let i = 0; i < 10_000; i++) {
      add('x');
      delivery.add(oversized, 0, oversized.length, undefined);
      if (i === 0) await settled();
    }
    expect(queue.heldBytes + packer.openBytes + ledger.heldBytes).toBeLessThanOrEqual(bufferMaxBytes);
    expect(totals.bufferPeakBytes).toBeGreaterThan(bufferMaxBytes / 2);
    kinesis.reachable = true;
    await clock.advance(20_000);
    await delivery.flush(clock.now() + 10_000, 'last');
    // All 20,000 events are in the stream or in one of its ranges, once.
    const drops = stream.filter(({ type }) => type === 'telemetry.dropped').map(({ record }) => record);
    const accounted = new Map<number, number>();
    const count = (sequence: number) => accounted.set(sequence, (accounted.get(sequence) ?? 0) + 1);
    stream.forEach(({ sequence }) => count(sequence));
    drops.forEach(({ firstSequence, lastSequence }) => {
      for (let sequence = firstSequence; sequence <= lastSequence; sequence++) count(sequence);
    });
    expect([...accounted.values()].every((times) => times === 1)).toBe(true);
    expect(accounted.size).toBe(Math.max(...accounted.keys()));
    expect(drops.reduce((sum, drop) => sum + drop.count, 0)).toBe(ledger.total);
  });

  test('counts for a record that reports ranges', () => {
    const { delivery, queue, packer, ledger } = createDelivery();
    for (let i = 0; i < 10; i++) ledger.add({ environment: 'env', firstSequence: 2 * i, lastSequence: 2 * i, bytes: 1, reason: 'too-large' });
    const before = ledger.heldBytes;
    expect(before).toBeGreaterThan(0);
    void delivery.flush(0);
    expect(packer.openBytes).toBe(0);
    expect(ledger.heldBytes).toBe(0);
    expect(queue.heldBytes - queue.all[0].data.buffer.byteLength).toBe(before);
  });
});
