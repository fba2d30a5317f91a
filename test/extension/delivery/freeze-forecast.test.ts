import { FreezeForecast } from '../../../extension-src/delivery/freeze-forecast';

function create() {
  const clock = { now: 1_000_000 };
  const forecast = new FreezeForecast(() => clock.now);
  const invocation = (durationMs: number) => {
    forecast.invoked();
    clock.now += durationMs;
    forecast.ended(durationMs);
    clock.now += 60_000;
  };
  return { clock, forecast, invocation };
}

describe('the forecast of the next freeze', () => {
  test('nothing freezes before the first invocation', () => {
    expect(create().forecast.remainingMs).toBe(Infinity);
  });

  test('the first invocation lasts at least as long again as it has lasted', () => {
    const { clock, forecast } = create();
    forecast.invoked();
    expect(forecast.remainingMs).toBe(0);
    clock.now += 70;
    expect(forecast.remainingMs).toBe(70);
  });

  test('a later one lasts as long as the ones before, and if it outlasts them, as long again', () => {
    const { clock, forecast, invocation } = create();
    invocation(100);
    forecast.invoked();
    expect(forecast.remainingMs).toBe(100);
    clock.now += 40;
    expect(forecast.remainingMs).toBe(60);
    clock.now += 60;
    expect(forecast.remainingMs).toBe(100);
    clock.now += 50;
    expect(forecast.remainingMs).toBe(150);
  });

  test('newer invocations count for more', () => {
    const { forecast, invocation } = create();
    invocation(100);
    invocation(200);
    forecast.invoked();
    expect(forecast.remainingMs).toBeCloseTo(130);
    for (let i = 0; i < 20; i++) invocation(10);
    forecast.invoked();
    expect(forecast.remainingMs).toBeLessThan(11);
  });

  test('when the function is done there is no time left, however long it took', () => {
    const { forecast, invocation } = create();
    invocation(100);
    expect(forecast.remainingMs).toBe(0);
    forecast.invoked();
    forecast.ended();
    expect(forecast.remainingMs).toBe(0);
  });

  test('an end without a duration says nothing about the next invocation', () => {
    const { forecast, invocation } = create();
    invocation(100);
    forecast.invoked();
    forecast.ended();
    forecast.invoked();
    expect(forecast.remainingMs).toBe(100);
  });

  test('a held invocation does not freeze until it is released, even after its end', () => {
    const { clock, forecast } = create();
    forecast.invoked();
    forecast.hold();
    forecast.ended(20);
    expect(forecast.remainingMs).toBe(Infinity);
    forecast.release();
    expect(forecast.remainingMs).toBe(0);
    forecast.invoked();
    clock.now += 5;
    expect(forecast.remainingMs).toBe(15);
  });

  test('the next invocation is not held because the one before was', () => {
    const { forecast } = create();
    forecast.invoked();
    forecast.hold();
    forecast.invoked();
    expect(forecast.remainingMs).toBe(0);
  });

  test('a clock that was set back does not count as time passed', () => {
    const { clock, forecast, invocation } = create();
    invocation(100);
    forecast.invoked();
    clock.now -= 3_600_000;
    expect(forecast.remainingMs).toBe(100);
  });
});
