import { settled } from '../fake-clock';
import { createDelivery, MIB } from './delivery-setup';

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
