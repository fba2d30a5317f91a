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
    const done = tracker.runtimeDone('b');
    tracker.observe('platform.runtimeDone', at(1), { requestId: 'a' });
    expect(await isDone(done)).toBe(false);
    tracker.observe('platform.runtimeDone', at(2), { requestId: 'b' });
    expect(await isDone(done)).toBe(true);
  });

  test('a runtimeDone event that arrived earlier is remembered', async () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.runtimeDone', at(1), { requestId: 'a' });
    expect(await isDone(tracker.runtimeDone('a'))).toBe(true);
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
