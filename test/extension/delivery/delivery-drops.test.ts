import { settled } from '../fake-clock';
import { createDelivery, MIB, unaccounted } from './delivery-setup';

describe('what delivery drops', () => {
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

  test('a telemetry.dropped event names an environment only if it differs from its own', async () => {
    const { delivery, clock, stream, add } = createDelivery();
    add('x'.repeat(MIB));
    await delivery.flush(clock.now() + 1_000);
    expect(stream.map(({ type }) => type)).toEqual(['telemetry.dropped']);
    expect(stream[0].record).not.toHaveProperty('environment');
  });
});
