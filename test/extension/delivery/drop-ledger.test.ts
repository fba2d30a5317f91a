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
});
