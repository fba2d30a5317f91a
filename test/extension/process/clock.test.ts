import { systemClock } from '../../../extension-src/host/nodejs/clock';
import { sleep, within } from '../../../extension-src/process/clock';
import { FakeClock, settled } from '../fake-clock';

describe("the system's clock", () => {
  beforeEach(() => { jest.useFakeTimers({ now: 1_763_629_200_000 }); });
  afterEach(() => { jest.useRealTimers(); });

  test('runs a scheduled callback once, after its time', () => {
    const ran: number[] = [];
    systemClock.schedule(100, () => ran.push(systemClock.now()));
    jest.advanceTimersByTime(99);
    expect(ran).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(ran).toEqual([1_763_629_200_100]);
  });

  test('runs an overdue callback at once', () => {
    const run = jest.fn();
    systemClock.schedule(-5_000, run);
    jest.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test('does not run a cancelled callback and keeps no timer', () => {
    const run = jest.fn();
    const cancel = systemClock.schedule(100, run);
    cancel();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1_000);
    expect(run).not.toHaveBeenCalled();
  });
});

describe('waiting', () => {
  test('sleep resolves after its time', async () => {
    const clock = new FakeClock();
    let over = false;
    void sleep(clock, 100).then(() => { over = true; });
    await clock.advance(99);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(over).toBe(true);
  });

  test('within settles with the promise and leaves no timer behind', async () => {
    const clock = new FakeClock();
    await within(clock, 100, Promise.resolve());
    expect(clock.pendingTimers).toBe(0);
    await expect(within(clock, 100, Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(clock.pendingTimers).toBe(0);
  });

  test('within resolves after the time, even if the promise is pending', async () => {
    const clock = new FakeClock();
    let over = false;
    void within(clock, 100, new Promise(() => undefined)).then(() => { over = true; });
    await settled();
    expect(over).toBe(false);
    await clock.advance(100);
    expect(over).toBe(true);
  });
});
