import * as fc from 'fast-check';
import { createFlushStrategy } from '../../../extension-src/delivery/flush-strategy';

/** Returns the decisions of a strategy for invocations that start at these times, in milliseconds. */
function holdsAt(times: readonly number[], oldestAgeMs = 0): boolean[] {
  const strategy = createFlushStrategy('adaptive', 2_000);
  return times.map((time) => strategy.holds(time, oldestAgeMs));
}

/** So many times, this far apart. */
const every = (ms: number, count: number, start = 0): number[] => Array.from({ length: count }, (_value, index) => start + index * ms);

/** Holds until this invocation, and then no more. */
const frequentFrom = (first: number, count: number): boolean[] => Array.from({ length: count }, (_value, index) => index < first);

describe('flush strategies', () => {
  test('end-of-invocation always holds, periodic never does', () => {
    const always = createFlushStrategy('end-of-invocation', 2_000);
    const never = createFlushStrategy('periodic', 2_000);
    fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (now, age) => {
      expect([always.holds(now, age), never.holds(now, age)]).toEqual([true, false]);
    }));
  });

  test.each([['end-of-invocation', true], ['periodic', false], ['adaptive', true]] as const)('%s may hold an invocation: %s', (name, mayHold) => {
    expect(createFlushStrategy(name, 2_000).mayHold).toBe(mayHold);
  });

  test('adaptive holds the first invocations, and stops when twenty in a row followed soon', () => {
    expect(holdsAt(every(1_000, 22))).toEqual(frequentFrom(20, 22));
  });

  test('adaptive regards invocations of the same millisecond as frequent', () => {
    expect(holdsAt(every(0, 21))).toEqual(frequentFrom(20, 21));
  });

  test('adaptive holds every invocation of a burst of 20 that follows a pause', () => {
    const bursts = [0, 20_000, 40_000].flatMap((start) => every(100, 20, start));
    expect(holdsAt(bursts)).toEqual(bursts.map(() => true));
  });

  test('adaptive holds again after a pause, until traffic is frequent again', () => {
    expect(holdsAt([...every(1, 21), ...every(1, 21, 1_022)])).toEqual([...frequentFrom(20, 21), ...frequentFrom(20, 21)]);
  });

  test('adaptive does not trust a clock that was set back', () => {
    expect(holdsAt([...every(1, 21, 1_000), ...every(1, 21, 500)])).toEqual([...frequentFrom(20, 21), ...frequentFrom(20, 21)]);
  });

  test('adaptive never leaves an event behind that has waited too long', () => {
    expect(holdsAt(every(1, 21), 2_000)).toEqual(frequentFrom(20, 21));
    expect(holdsAt(every(1, 21), 2_001)).toEqual(every(1, 21).map(() => true));
  });
});
