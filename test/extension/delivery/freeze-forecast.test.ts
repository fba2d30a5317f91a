import { FreezeForecast } from '../../../extension-src/delivery/freeze-forecast';

function create() {
  const clock = { now: 1_000_000 };
  const current = { isDone: false };
  const forecast = new FreezeForecast(() => clock.now, () => current.isDone);
  const begin = () => {
    current.isDone = false;
    forecast.invoked();
  };
  const invocation = (durationMs: number) => {
    begin();
    clock.now += durationMs;
    current.isDone = true;
    forecast.took(durationMs);
    clock.now += 60_000;
  };
  return { clock, current, forecast, begin, invocation };
}

describe('the forecast of the next freeze', () => {
  test('nothing freezes before the first invocation', () => {
    expect(create().forecast.remainingMs).toBe(Infinity);
  });

  test('the first invocation lasts at least as long again as it has lasted', () => {
    const { clock, forecast, begin } = create();
    begin();
    expect(forecast.remainingMs).toBe(0);
    clock.now += 70;
    expect(forecast.remainingMs).toBe(70);
  });

  test('a later one lasts as long as the ones before, and if it outlasts them, as long again', () => {
    const { clock, forecast, begin, invocation } = create();
    invocation(100);
    begin();
    expect(forecast.remainingMs).toBe(100);
    clock.now += 40;
    expect(forecast.remainingMs).toBe(60);
    clock.now += 60;
    expect(forecast.remainingMs).toBe(100);
    clock.now += 50;
    expect(forecast.remainingMs).toBe(150);
  });

  test('newer invocations count for more', () => {
    const { forecast, begin, invocation } = create();
    invocation(100);
    invocation(200);
    begin();
    expect(forecast.remainingMs).toBeCloseTo(130);
    for (let i = 0; i < 20; i++) invocation(10);
    begin();
    expect(forecast.remainingMs).toBeLessThan(11);
  });

  test('when the function is done there is no time left, however long it took', () => {
    const { current, forecast, begin, invocation } = create();
    invocation(100);
    expect(forecast.remainingMs).toBe(0);
    begin();
    current.isDone = true;
    expect(forecast.remainingMs).toBe(0);
  });

  test('how long an earlier invocation took, told late, does not end the current one', () => {
    const { clock, forecast, begin } = create();
    begin();
    clock.now += 20;
    begin();
    clock.now += 30;
    forecast.took(20);
    expect(forecast.remainingMs).toBe(30);
  });

  test('a held invocation does not freeze until it is released, even after its end', () => {
    const { clock, current, forecast, begin } = create();
    begin();
    forecast.hold();
    current.isDone = true;
    forecast.took(20);
    expect(forecast.remainingMs).toBe(Infinity);
    forecast.release();
    expect(forecast.remainingMs).toBe(0);
    begin();
    clock.now += 5;
    expect(forecast.remainingMs).toBe(15);
  });

  test('the next invocation is not held because the one before was', () => {
    const { forecast, begin } = create();
    begin();
    forecast.hold();
    begin();
    expect(forecast.remainingMs).toBe(0);
  });

  test('a clock that was set back does not count as time passed', () => {
    const { clock, forecast, begin, invocation } = create();
    invocation(100);
    begin();
    clock.now -= 3_600_000;
    expect(forecast.remainingMs).toBe(100);
  });
});
