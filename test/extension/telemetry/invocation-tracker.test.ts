import { InvocationTracker } from '../../../extension-src/telemetry/invocation-tracker';
import { settled } from '../fake-clock';

const at = (seconds: number) => `2026-11-20T09:00:${String(seconds).padStart(2, '0')}.000Z`;

async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => { done = true; });
  await settled();
  return done;
}

describe('the invocation tracker', () => {
  test('a platform event belongs to the request id that it contains', () => {
    const tracker = new InvocationTracker(true);
    expect(tracker.observe('platform.start', at(1), { requestId: 'a' })).toBe('a');
    expect(tracker.observe('platform.report', at(2), { requestId: 'z' })).toBe('z');
    expect(tracker.observe('platform.initStart', at(0), {})).toBeUndefined();
    expect(tracker.observe('platform.start', at(0), undefined)).toBeUndefined();
  });

  test('a log line belongs to the invocation during which it was written', () => {
    const tracker = new InvocationTracker(true);
    expect(tracker.requestAt(at(0))).toBeUndefined();
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    expect(tracker.requestAt(at(0))).toBeUndefined();
    expect(tracker.requestAt(at(1))).toBe('a');
    expect(tracker.requestAt(at(5))).toBe('a');
    tracker.observe('platform.runtimeDone', at(5), { requestId: 'a' });
    expect(tracker.requestAt(at(5))).toBe('a');
    expect(tracker.requestAt(at(6))).toBeUndefined();
    tracker.observe('platform.start', at(7), { requestId: 'b' });
    expect(tracker.requestAt(at(6))).toBeUndefined();
    expect(tracker.requestAt(at(7))).toBe('b');
  });

  test('a late report does not affect the next invocation', () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    tracker.observe('platform.runtimeDone', at(2), { requestId: 'a' });
    tracker.observe('platform.start', at(3), { requestId: 'b' });
    expect(tracker.observe('platform.report', at(2), { requestId: 'a' })).toBe('a');
    expect(tracker.requestAt(at(4))).toBe('b');
  });

  test('concurrent invocations get no log lines', () => {
    const tracker = new InvocationTracker(false);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    expect(tracker.requestAt(at(2))).toBeUndefined();
  });

  test('runtimeDone resolves at the event of the same invocation only', async () => {
    const tracker = new InvocationTracker(true);
    tracker.invoked('b');
    const done = tracker.runtimeDone();
    tracker.observe('platform.runtimeDone', at(1), { requestId: 'a' });
    expect([await isDone(done), tracker.isDone]).toEqual([false, false]);
    tracker.observe('platform.runtimeDone', at(2), { requestId: 'b' });
    expect([await isDone(done), tracker.isDone]).toEqual([true, true]);
  });

  test('a runtimeDone event that arrived earlier is remembered', async () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.runtimeDone', at(1), { requestId: 'a' });
    tracker.invoked('a');
    expect(await isDone(tracker.runtimeDone())).toBe(true);
  });

  test('before the first INVOKE nothing is done', () => {
    expect(new InvocationTracker(true).isDone).toBe(false);
  });

  describe('when Lambda repeats a request under its id', () => {
    const platform = (tracker: InvocationTracker, second: number, type: string) => tracker.observe(`platform.${type}`, at(second), { requestId: 'a' });

    test.each(['INVOKE before start', 'start before INVOKE'])('the end of the attempt before is not that of the next: %s', (order) => {
      const tracker = new InvocationTracker(true);
      let second = 0;
      const invokeAndStart = [() => tracker.invoked('a'), () => void platform(tracker, ++second, 'start')];
      if (order !== 'INVOKE before start') invokeAndStart.reverse();
      for (let attempt = 1; attempt <= 3; attempt++) {
        invokeAndStart.forEach((step) => step());
        expect(tracker.isDone).toBe(false);
        platform(tracker, ++second, 'runtimeDone');
        expect(tracker.isDone).toBe(true);
      }
    });

    test('an attempt whose start and end arrive before its INVOKE is done', () => {
      const tracker = new InvocationTracker(true);
      for (let attempt = 1; attempt <= 3; attempt++) {
        platform(tracker, 2 * attempt, 'start');
        platform(tracker, 2 * attempt + 1, 'runtimeDone');
        tracker.invoked('a');
        expect(tracker.isDone).toBe(true);
      }
    });

    test('an end of the attempt before that arrives during the next attempt is not the end of that one', async () => {
      const tracker = new InvocationTracker(true);
      tracker.invoked('a');
      platform(tracker, 1, 'start');
      tracker.invoked('a');
      const done = tracker.runtimeDone();
      platform(tracker, 2, 'runtimeDone');
      expect([await isDone(done), tracker.isDone]).toEqual([false, false]);
      platform(tracker, 3, 'start');
      expect([await isDone(done), tracker.isDone]).toEqual([false, false]);
      platform(tracker, 4, 'runtimeDone');
      expect([await isDone(done), tracker.isDone]).toEqual([true, true]);
    });

    test('the end of the attempt before does not count after another request either', () => {
      const tracker = new InvocationTracker(true);
      tracker.invoked('a');
      platform(tracker, 1, 'start');
      platform(tracker, 2, 'runtimeDone');
      tracker.invoked('b');
      tracker.invoked('a');
      expect(tracker.isDone).toBe(false);
      platform(tracker, 3, 'start');
      expect(tracker.isDone).toBe(false);
      platform(tracker, 4, 'runtimeDone');
      expect(tracker.isDone).toBe(true);
    });

    test('an attempt of which only the end is told is done', () => {
      const tracker = new InvocationTracker(true);
      tracker.invoked('a');
      platform(tracker, 1, 'start');
      platform(tracker, 2, 'runtimeDone');
      tracker.invoked('a');
      expect(tracker.isDone).toBe(false);
      platform(tracker, 4, 'runtimeDone');
      expect(tracker.isDone).toBe(true);
    });

    test('a start that is told twice is no other attempt', () => {
      const tracker = new InvocationTracker(true);
      tracker.invoked('a');
      platform(tracker, 1, 'start');
      platform(tracker, 1, 'start');
      platform(tracker, 2, 'runtimeDone');
      expect(tracker.isDone).toBe(true);
      platform(tracker, 1, 'start');
      tracker.invoked('a');
      platform(tracker, 3, 'start');
      expect(tracker.isDone).toBe(false);
    });
  });

  test('a platform event without a request id neither starts nor ends an invocation', () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    tracker.observe('platform.start', at(2), {});
    expect(tracker.requestAt(at(3))).toBe('a');
  });

  test('reported does not resolve at another event of the latest invocation', async () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    const reported = tracker.reported();
    tracker.observe('platform.logsDropped', at(2), { requestId: 'a' });
    expect(await isDone(reported)).toBe(false);
  });

  test('reported resolves at the report of the latest invocation', async () => {
    const tracker = new InvocationTracker(true);
    expect(await isDone(tracker.reported())).toBe(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    tracker.observe('platform.start', at(2), { requestId: 'b' });
    const reported = tracker.reported();
    tracker.observe('platform.report', at(3), { requestId: 'a' });
    expect(await isDone(reported)).toBe(false);
    tracker.observe('platform.report', at(4), { requestId: 'b' });
    expect(await isDone(reported)).toBe(true);
  });
});
