import { InvocationTracker } from '../../../extension-src/telemetry/invocation-tracker';
import { settled } from '../fake-clock';

const at = (seconds: number) => `2026-11-20T09:00:${String(seconds).padStart(2, '0')}.000Z`;

async function isDone(promise: Promise<void>): Promise<boolean> {
  let done = false;
  void promise.then(() => { done = true; });
  await settled();
  return done;
}

describe('following invocations by their platform events', () => {
  test('a platform event belongs to the request that stands in it', () => {
    const tracker = new InvocationTracker(true);
    expect(tracker.observe('platform.start', at(1), { requestId: 'a' })).toBe('a');
    expect(tracker.observe('platform.report', at(2), { requestId: 'z' })).toBe('z');
    expect(tracker.observe('platform.initStart', at(0), {})).toBeUndefined();
    expect(tracker.observe('platform.start', at(0), undefined)).toBeUndefined();
  });

  test('a log line belongs to the invocation in which it was written', () => {
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

  test('the late report of one invocation does not change what belongs to the next', () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    tracker.observe('platform.runtimeDone', at(2), { requestId: 'a' });
    tracker.observe('platform.start', at(3), { requestId: 'b' });
    expect(tracker.observe('platform.report', at(2), { requestId: 'a' })).toBe('a');
    expect(tracker.requestAt(at(4))).toBe('b');
  });

  test('where many invocations run at once, no line is given to any', () => {
    const tracker = new InvocationTracker(false);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    expect(tracker.requestAt(at(2))).toBeUndefined();
  });

  test('waiting for the end of an invocation ends with its runtimeDone, and with no other', async () => {
    const tracker = new InvocationTracker(true);
    const done = tracker.runtimeDone('b');
    tracker.observe('platform.runtimeDone', at(1), { requestId: 'a' });
    expect(await isDone(done)).toBe(false);
    tracker.observe('platform.runtimeDone', at(2), { requestId: 'b' });
    expect(await isDone(done)).toBe(true);
  });

  test('a runtimeDone that came before anybody asked is remembered', async () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.runtimeDone', at(1), { requestId: 'a' });
    expect(await isDone(tracker.runtimeDone('a'))).toBe(true);
  });

  test('a platform event without a request id ends and begins no invocation', () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    tracker.observe('platform.start', at(2), {});
    expect(tracker.requestAt(at(3))).toBe('a');
  });

  test('another event of the latest invocation is not its report', async () => {
    const tracker = new InvocationTracker(true);
    tracker.observe('platform.start', at(1), { requestId: 'a' });
    const reported = tracker.reported();
    tracker.observe('platform.logsDropped', at(2), { requestId: 'a' });
    expect(await isDone(reported)).toBe(false);
  });

  test('the report of the latest invocation is waited for', async () => {
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
