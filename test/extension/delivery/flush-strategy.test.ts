import * as fc from 'fast-check';
import { createFlushStrategy } from '../../../extension-src/delivery/flush-strategy';

/** Returns the decisions of a strategy for invocations that start at these times, in milliseconds. */
function holdsAt(times: readonly number[], oldestAgeMs = 0): boolean[] {
  const strategy = createFlushStrategy('adaptive', 2_000);
  return times.map((time) => strategy.holds(time, oldestAgeMs));
}

describe('flush strategies', () => {
  test('end-of-invocation always holds, periodic never does', () => {
    const always = createFlushStrategy('end-of-invocation', 2_000);
    const never = createFlushStrategy('periodic', 2_000);
    fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (now, age) => {
      expect([always.holds(now, age), never.holds(now, age)]).toEqual([true, false]);
    }));
  });

  test('adaptive holds the first invocations and stops after three short periods in a row', () => {
    expect(holdsAt([0, 1_000, 2_000, 3_000, 3_001])).toEqual([true, true, true, false, false]);
  });

  test('adaptive treats invocations in the same millisecond as frequent', () => {
    expect(holdsAt([5, 5, 5, 5])).toEqual([true, true, true, false]);
  });

  test('adaptive holds again after a pause, until traffic is frequent again', () => {
    expect(holdsAt([0, 1, 2, 3, 1_004, 1_005, 1_006, 1_007])).toEqual([true, true, true, false, true, true, true, false]);
  });

  test('adaptive holds after the clock was set back', () => {
    expect(holdsAt([1_000, 1_001, 1_002, 1_003, 500, 501, 502, 503])).toEqual([true, true, true, false, true, true, true, false]);
  });

  test('adaptive holds if an event has waited too long', () => {
    expect(holdsAt([0, 1, 2, 3], 2_000)).toEqual([true, true, true, false]);
    expect(holdsAt([0, 1, 2, 3], 2_001)).toEqual([true, true, true, true]);
  });
});
