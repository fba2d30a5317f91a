import { heldBytesOf } from '../../../extension-src/delivery/omissions';
import { zeroTotals } from '../../../extension-src/delivery/totals';
import { OmittedLedger } from '../../../extension-src/selection/omitted-ledger';
import { FakeClock } from '../fake-clock';

const id = (index: number) => `${String(index).padStart(8, '0')}-49c9-448d-89b8-7ca3e6dc66aa`;

function createLedger() {
  const clock = new FakeClock();
  const totals = zeroTotals();
  const many = jest.fn();
  return { clock, totals, many, ledger: new OmittedLedger(totals, () => clock.now(), many) };
}

describe('the ledger of omitted events', () => {
  test('adds up events and bytes by reason and rule', () => {
    const { ledger, totals } = createLedger();
    ledger.add('filter', 'health', 2, 300);
    ledger.add('filter', 'min-level', 1, 70);
    ledger.add('filter', 'health', 1, 100);
    ledger.add('sampling', 'health', 4, 1_000);
    expect(totals.omitted).toBe(8);
    expect(ledger.take('last')).toEqual({
      count: 8, bytes: 1_470, reasons: [
        { reason: 'filter', rule: 'health', count: 3, bytes: 400 },
        { reason: 'filter', rule: 'min-level', count: 1, bytes: 70 },
        { reason: 'sampling', rule: 'health', count: 4, bytes: 1_000 },
      ],
    });
  });

  test('reports nothing twice, and nothing if nothing was omitted', () => {
    const { ledger, totals } = createLedger();
    expect(ledger.take('last')).toBeUndefined();
    ledger.add('filter', 'health', 1, 100);
    ledger.take('last');
    expect(ledger.take('last')).toBeUndefined();
    ledger.add('filter', 'health', 1, 50);
    expect(ledger.take('last')).toEqual({ count: 1, bytes: 50, reasons: [{ reason: 'filter', rule: 'health', count: 1, bytes: 50 }] });
    expect(totals.omitted).toBe(2);
  });

  test('reports beside others when the oldest part has waited for ten seconds, not before and not alone', () => {
    const { ledger, clock } = createLedger();
    ledger.add('filter', 'health', 1, 100);
    clock.jump(9_999);
    ledger.add('filter', 'health', 1, 100);
    expect(ledger.take('beside-others')).toBeUndefined();
    clock.jump(1);
    expect(ledger.take('alone')).toBeUndefined();
    expect(ledger.take('beside-others')).toMatchObject({ count: 2 });
    ledger.add('filter', 'health', 1, 100);
    expect(ledger.take('beside-others')).toBeUndefined();
  });

  test('reports beside others if the clock was set back, so that nothing waits forever', () => {
    const { ledger, clock } = createLedger();
    ledger.add('filter', 'health', 1, 100);
    clock.setBack(1);
    expect(ledger.take('beside-others')).toMatchObject({ count: 1 });
  });

  test('names the requests that were left out, and reports alone from 100 of them on', () => {
    const { ledger, many } = createLedger();
    for (let i = 1; i <= 99; i++) ledger.addRequest(id(i));
    expect(ledger.take('alone')).toBeUndefined();
    expect(many).not.toHaveBeenCalled();
    ledger.addRequest(id(100));
    expect(many).toHaveBeenCalledTimes(1);
    ledger.addRequest(id(101));
    expect(many).toHaveBeenCalledTimes(1);
    const report = ledger.take('alone');
    expect(report?.requests).toEqual(Array.from({ length: 101 }, (_, index) => id(index + 1)));
    expect(report).not.toHaveProperty('unnamedRequests');
    expect(ledger.take('last')).toBeUndefined();
  });

  test('keeps at most 1,000 ids, and counts the other requests', () => {
    const { ledger } = createLedger();
    for (let i = 1; i <= 1_003; i++) ledger.addRequest(id(i));
    const report = ledger.take('last');
    expect(report?.requests).toHaveLength(1_000);
    expect(report?.unnamedRequests).toBe(3);
  });

  test('counts a request without its id if the id is none of Lambda', () => {
    const { ledger } = createLedger();
    for (const forged of ['x'.repeat(65), '', 'a"b', 'a b', 'ä']) ledger.addRequest(forged);
    ledger.addRequest('x'.repeat(64));
    expect(ledger.take('last')).toMatchObject({ requests: ['x'.repeat(64)], unnamedRequests: 5 });
  });

  test('a restored report is reported again with what came after it, and is not counted again', () => {
    const { ledger, totals, clock } = createLedger();
    ledger.add('filter', 'health', 2, 300);
    for (let i = 1; i <= 1_001; i++) ledger.addRequest(id(i));
    const report = ledger.take('last')!;
    ledger.add('filter', 'health', 1, 100);
    ledger.restore(report);
    expect(totals.omitted).toBe(3);
    expect(ledger.take('last')).toEqual({
      count: 3, bytes: 400, reasons: [{ reason: 'filter', rule: 'health', count: 3, bytes: 400 }], requests: report.requests, unnamedRequests: 1,
    });
    expect(report.count).toBe(2);
    ledger.restore({ count: 1, bytes: 5, reasons: [{ reason: 'sampling', rule: 'not-kept', count: 1, bytes: 5 }] });
    clock.jump(10_000);
    expect(ledger.take('beside-others')).toMatchObject({ count: 1, bytes: 5 });
  });

  test('holds memory for rules and ids, and none when all is reported', () => {
    const { ledger } = createLedger();
    expect(ledger.heldBytes).toBe(0);
    ledger.add('filter', 'health', 1, 100);
    const one = ledger.heldBytes;
    expect(one).toBeGreaterThan(0);
    ledger.add('filter', 'health', 1, 100);
    expect(ledger.heldBytes).toBe(one);
    ledger.add('filter', 'other', 1, 100);
    ledger.addRequest(id(1));
    expect(ledger.heldBytes).toBeGreaterThan(one + 36);
    const held = ledger.heldBytes;
    expect(heldBytesOf(ledger.take('last')!)).toBe(held);
    expect(ledger.heldBytes).toBe(0);
  });
});
