import { DropLedger } from '../../extension-src/delivery/drop-ledger';

describe('the ledger of dropped events', () => {
  test('neighbouring ranges of one reason become one', () => {
    const ledger = new DropLedger();
    ledger.add({ firstSequence: 11, lastSequence: 20, bytes: 2, reason: 'buffer-full' });
    ledger.add({ firstSequence: 1, lastSequence: 10, bytes: 1, reason: 'buffer-full' });
    ledger.add({ firstSequence: 30, lastSequence: 30, bytes: 4, reason: 'buffer-full' });
    ledger.add({ firstSequence: 21, lastSequence: 21, bytes: 8, reason: 'too-large' });
    expect(ledger.take()).toEqual([
      { firstSequence: 1, lastSequence: 20, bytes: 3, reason: 'buffer-full' },
      { firstSequence: 21, lastSequence: 21, bytes: 8, reason: 'too-large' },
      { firstSequence: 30, lastSequence: 30, bytes: 4, reason: 'buffer-full' },
    ]);
    expect(ledger.isEmpty).toBe(true);
    expect(ledger.total).toBe(22);
  });

  test('what has to be said again is not counted again', () => {
    const ledger = new DropLedger();
    ledger.add({ firstSequence: 1, lastSequence: 3, bytes: 1, reason: 'buffer-full' });
    ledger.restore(ledger.take());
    expect(ledger.total).toBe(3);
    expect(ledger.take()).toHaveLength(1);
  });
});
