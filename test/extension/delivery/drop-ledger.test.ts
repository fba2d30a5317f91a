import { DropLedger } from '../../../extension-src/delivery/drop-ledger';

const environment = 'env';

describe('the ledger of dropped events', () => {
  test('adjacent ranges with the same reason are merged', () => {
    const ledger = new DropLedger();
    expect(ledger.isEmpty).toBe(true);
    ledger.add({ environment, firstSequence: 11, lastSequence: 20, bytes: 2, reason: 'buffer-full' });
    ledger.add({ environment, firstSequence: 1, lastSequence: 10, bytes: 1, reason: 'buffer-full' });
    ledger.add({ environment, firstSequence: 30, lastSequence: 30, bytes: 4, reason: 'buffer-full' });
    ledger.add({ environment, firstSequence: 21, lastSequence: 21, bytes: 8, reason: 'too-large' });
    expect(ledger.isEmpty).toBe(false);
    expect(ledger.take()).toEqual([
      { environment, firstSequence: 1, lastSequence: 20, bytes: 3, reason: 'buffer-full' },
      { environment, firstSequence: 21, lastSequence: 21, bytes: 8, reason: 'too-large' },
      { environment, firstSequence: 30, lastSequence: 30, bytes: 4, reason: 'buffer-full' },
    ]);
    expect(ledger.isEmpty).toBe(true);
    expect(ledger.total).toBe(22);
  });

  test('restored ranges are not counted again', () => {
    const ledger = new DropLedger();
    ledger.add({ environment, firstSequence: 1, lastSequence: 3, bytes: 1, reason: 'buffer-full' });
    ledger.restore(ledger.take());
    expect(ledger.total).toBe(3);
    expect(ledger.take()).toHaveLength(1);
  });

  test('ranges of different environments are not merged', () => {
    const ledger = new DropLedger();
    ledger.add({ environment: 'a', firstSequence: 1, lastSequence: 1, bytes: 1, reason: 'buffer-full' });
    ledger.add({ environment: 'b', firstSequence: 2, lastSequence: 2, bytes: 1, reason: 'buffer-full' });
    expect(ledger.take()).toHaveLength(2);
  });

  test('a range between two others joins them', () => {
    const ledger = new DropLedger();
    ledger.add({ environment, firstSequence: 1, lastSequence: 4, bytes: 1, reason: 'buffer-full' });
    ledger.add({ environment, firstSequence: 7, lastSequence: 9, bytes: 2, reason: 'buffer-full' });
    ledger.add({ environment, firstSequence: 5, lastSequence: 6, bytes: 4, reason: 'buffer-full' });
    expect(ledger.take()).toEqual([{ environment, firstSequence: 1, lastSequence: 9, bytes: 7, reason: 'buffer-full' }]);
  });

  test('holds memory for each range until they are taken', () => {
    const ledger = new DropLedger();
    expect(ledger.heldBytes).toBe(0);
    for (let i = 0; i < 10; i++) ledger.add({ environment, firstSequence: 2 * i, lastSequence: 2 * i, bytes: 1, reason: 'too-large' });
    expect(ledger.heldBytes).toBe(10 * 128);
    ledger.take();
    expect(ledger.heldBytes).toBe(0);
  });

  test('very many adjacent ranges are merged although their reasons differ, under the reason of the larger one', () => {
    const ledger = new DropLedger();
    const reasons = ['buffer-full', 'too-large'] as const;
    for (let i = 0; i < 5_000; i++) {
      ledger.add({ environment, firstSequence: 3 * i + 1, lastSequence: 3 * i + 1 + i % 2, bytes: 1, reason: reasons[i % 2] });
    }
    for (let i = 0; i < 5_000; i += 2) ledger.add({ environment, firstSequence: 3 * i + 2, lastSequence: 3 * i + 3, bytes: 1, reason: 'rejected' });
    const ranges = ledger.take();
    expect(ranges.length).toBeLessThan(3_000);
    expect(ranges.some(({ firstSequence, lastSequence, reason }) => lastSequence - firstSequence === 4 && reason === 'rejected')).toBe(true);
    expect(ranges.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(7_500);
    expect(ranges.reduce((sum, { firstSequence, lastSequence }) => sum + lastSequence - firstSequence + 1, 0)).toBe(ledger.total);
  });

  test('a few adjacent ranges keep their reasons', () => {
    const ledger = new DropLedger();
    const reasons = ['buffer-full', 'too-large'] as const;
    for (let i = 0; i < 1_000; i++) ledger.add({ environment, firstSequence: i, lastSequence: i, bytes: 1, reason: reasons[i % 2] });
    expect(ledger.take()).toHaveLength(1_000);
  });
});
