import * as fc from 'fast-check';
import { backoffMs } from '../../../extension-src/delivery/backoff';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';
import { createFlushStrategy } from '../../../extension-src/delivery/flush-strategy';

const parameters = { seed: 20_261_120, numRuns: 1_000 };
const period = fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 1_001, max: 7_200_000 }), fc.integer({ min: -5_000, max: -1 }));
// Long runs of frequent invocations are rare by chance.
const frequent = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 15, maxLength: 30 });
const periods = fc.array(fc.oneof(period.map((ms) => [ms]), frequent), { maxLength: 8 }).map((runs) => runs.flat());

describe('the adaptive strategy', () => {
  test('holds after every pause and every clock set back, and for what has waited too long; else never once twenty followed soon', () => {
    fc.assert(fc.property(periods, fc.array(fc.integer({ min: -100, max: 4_000 }), { minLength: 1 }), fc.nat(3_000), (pauses, ages, maxAgeMs) => {
      const strategy = createFlushStrategy('adaptive', maxAgeMs);
      let now = 1_000_000;
      expect(strategy.holds(now, 0)).toBe(true);
      pauses.forEach((pause, index) => {
        now += pause;
        const age = ages[index % ages.length];
        const isFrequent = index >= 19 && pauses.slice(index - 19, index + 1).every((one) => one >= 0 && one <= 1_000);
        expect(strategy.holds(now, age)).toBe(!isFrequent || age > maxAgeMs);
      });
    }), parameters);
  });
});

describe('the circuit breaker', () => {
  test('pauses longer after each failure in a row, up to ten seconds, and not after a success', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(100_000)), { maxLength: 40 }), (outcomes) => {
      let now = 1_000_000;
      let inARow = 0;
      const breaker = new CircuitBreaker(() => now);
      const allowsAfter = (ms: number) => {
        now += ms;
        const allowed = breaker.allowsCall;
        now -= ms;
        return allowed;
      };
      for (const [succeeds, waitMs] of outcomes) {
        if (succeeds) {
          expect(breaker.succeeded()).toBe(inARow > 0);
          expect([breaker.isClosed, breaker.allowsCall]).toEqual([true, true]);
          inARow = 0;
        } else {
          expect(breaker.failed()).toBe(inARow === 0);
          const pauseMs = Math.min(10_000, 1_000 * 2 ** inARow++);
          expect(breaker.isClosed).toBe(false);
          expect([0, pauseMs - 1, pauseMs, 10 * pauseMs].map(allowsAfter)).toEqual([false, false, true, true]);
        }
        now += waitMs;
      }
    }), parameters);
  });

  const jump = fc.integer({ min: -7_200_000, max: 7_200_000 });

  test('wherever the clock is set, a call is allowed after at most two maximum pauses', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10 }), fc.nat(60_000), jump, (failures, waitMs, jumpMs) => {
      let now = 1e12;
      const breaker = new CircuitBreaker(() => now);
      for (let i = 0; i < failures; i++) breaker.failed();
      now += waitMs + jumpMs;
      let waitedMs = waitMs;
      for (; !breaker.allowsCall && waitedMs < 130_000; waitedMs += 500) now += 500;
      expect(waitedMs).toBeLessThanOrEqual(120_000);
    }), parameters);
  });
});

test('the backoff is never negative, never above two seconds, and grows with the failures', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failures, random) => {
    const pause = backoffMs(failures, random);
    expect(pause).toBeGreaterThanOrEqual(0);
    expect(pause).toBeLessThan(2_000);
    expect(backoffMs(failures + 1, random)).toBeGreaterThanOrEqual(pause);
  }), parameters);
});
