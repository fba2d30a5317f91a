import { backoffMs } from '../../../extension-src/delivery/backoff';
import { CircuitBreaker } from '../../../extension-src/delivery/circuit-breaker';

describe('the circuit breaker', () => {
  test('is closed until a flush fails', () => {
    const breaker = new CircuitBreaker(() => 0);
    expect(breaker.isClosed).toBe(true);
    expect(breaker.allowsCall).toBe(true);
  });

  test('doubles the pause after each failure, up to ten seconds, and resets it after a success', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    const pauses: number[] = [];
    for (let i = 0; i < 9; i++) {
      breaker.failed();
      const failedAt = now;
      while (!breaker.allowsCall) now += 250;
      pauses.push(now - failedAt);
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000, 10_000, 10_000]);
    breaker.succeeded();
    expect(breaker.isClosed).toBe(true);
    breaker.failed();
    now += 1_000;
    expect(breaker.allowsCall).toBe(true);
  });

  test('setting the clock back does not extend the pause', () => {
    let now = 3_600_000;
    const breaker = new CircuitBreaker(() => now);
    breaker.failed();
    expect(breaker.allowsCall).toBe(false);
    now = 0;
    expect(breaker.allowsCall).toBe(true);
  });

  test('allows no probe while it is closed: calls need none', () => {
    const breaker = new CircuitBreaker(() => 0);
    for (let i = 0; i < 5; i++) breaker.invoked();
    expect(breaker.allowsProbe).toBe(false);
    expect(breaker.allowsCall).toBe(true);
  });

  test('allows a probe after three invocations, but not within 400 ms of the failure', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    for (let i = 0; i < 5; i++) breaker.failed();
    now = 400;
    breaker.invoked();
    breaker.invoked();
    expect(breaker.allowsProbe).toBe(false);
    breaker.invoked();
    expect(breaker.allowsProbe).toBe(true);
    expect(breaker.allowsCall).toBe(true);
    now = 399;
    expect(breaker.allowsProbe).toBe(false);
    expect(breaker.allowsCall).toBe(false);
  });

  test('counts the invocations anew after each failure', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    for (let i = 0; i < 3; i++) breaker.invoked();
    breaker.failed();
    now += 500;
    expect(breaker.allowsProbe).toBe(false);
    for (let i = 0; i < 3; i++) breaker.invoked();
    expect(breaker.allowsProbe).toBe(true);
    breaker.failed();
    now += 500;
    expect(breaker.allowsProbe).toBe(false);
  });

  test('a suspicion opens it without news, and a probe may be made at once', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    breaker.suspected();
    expect(breaker.isClosed).toBe(false);
    expect(breaker.allowsProbe).toBe(false);
    now += 1;
    expect(breaker.allowsProbe).toBe(true);
    expect(breaker.succeeded()).toBe(false);
    expect(breaker.isClosed).toBe(true);
  });

  test('a failure after a suspicion is news, and pauses for a second', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    breaker.suspected();
    expect(breaker.failed()).toBe(true);
    now += 999;
    expect(breaker.allowsProbe).toBe(false);
    now += 1;
    expect(breaker.allowsProbe).toBe(true);
    expect(breaker.succeeded()).toBe(true);
  });

  test('a suspicion changes nothing while it is open', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    breaker.failed();
    breaker.suspected();
    now += 500;
    expect(breaker.allowsProbe).toBe(false);
    expect(breaker.failed()).toBe(false);
  });

  test('after a costly failure, a probe has to wait for three invocations, however long the pause', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    const invoke = (times: number) => { for (let i = 0; i < times; i++) breaker.invoked(); };
    breaker.failed(true);
    now += 60_000;
    expect(breaker.allowsProbe).toBe(false);
    expect(breaker.allowsCall).toBe(true);
    invoke(2);
    expect(breaker.allowsProbe).toBe(false);
    invoke(1);
    expect(breaker.allowsProbe).toBe(true);
    // Another invocation that was held in vain counts anew.
    breaker.failed(true);
    now += 60_000;
    invoke(2);
    expect(breaker.allowsProbe).toBe(false);
    invoke(1);
    expect(breaker.allowsProbe).toBe(true);
  });

  test('a call that fails after the invocation that was held for it does not make the next probe later', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    breaker.failed(true);
    breaker.invoked();
    breaker.invoked();
    breaker.failed();
    now += 400;
    breaker.invoked();
    expect(breaker.allowsProbe).toBe(true);
  });

  test('a costly failure is forgotten after a success', () => {
    let now = 0;
    const breaker = new CircuitBreaker(() => now);
    breaker.failed(true);
    breaker.succeeded();
    breaker.failed();
    now += 1_000;
    expect(breaker.allowsProbe).toBe(true);
  });

  test('reports whether it has just opened or closed', () => {
    const breaker = new CircuitBreaker(() => 0);
    expect([breaker.succeeded(), breaker.failed(), breaker.failed(), breaker.succeeded(), breaker.succeeded()])
      .toEqual([false, true, false, true, false]);
  });
});

test('backoff grows exponentially up to two seconds with full jitter', () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((failures) => backoffMs(failures, 1))).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000]);
  expect(backoffMs(3, 0)).toBe(0);
  expect(backoffMs(3, 0.5)).toBe(200);
});
