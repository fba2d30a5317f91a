import type { LifecycleEvent } from '../../../extension-src/lambda/extensions-api';
import { LocalApiError } from '../../../extension-src/lambda/extensions-api';
import { pollEvents } from '../../../extension-src/lifecycle/lifecycle';
import { FakeClock, settled } from '../fake-clock';

const invoke = (requestId: string): LifecycleEvent => ({ eventType: 'INVOKE', requestId, deadlineMs: 0 });
const shutdown: LifecycleEvent = { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: 0 };

function start(answers: Array<LifecycleEvent | Error>, onInvoke: (requestId: string) => Promise<void> = () => Promise.resolve()) {
  const clock = new FakeClock();
  const history: string[] = [];
  const log: string[] = [];
  const ended = pollEvents({
    clock,
    log: (line) => log.push(line),
    onReady: () => history.push('ready'),
    onInvoke: async ({ requestId }) => {
      history.push(requestId);
      await onInvoke(requestId);
    },
    next: () => {
      history.push('next');
      const given = answers.shift();
      const sent = Promise.resolve();
      if (given === undefined) return { sent, answer: new Promise(() => undefined) };
      return { sent, answer: given instanceof Error ? Promise.reject(given) : Promise.resolve(given) };
    },
  });
  return { ended, clock, history, log };
}

describe('polling event/next', () => {
  test('sends the first request before any other work', async () => {
    const { history } = start([]);
    await settled();
    expect(history).toEqual(['next', 'ready']);
  });

  test('handles each invocation before the next request', async () => {
    let finish = () => undefined as void;
    const { ended, history } = start([invoke('a'), invoke('b'), shutdown], (id) =>
      id === 'a' ? new Promise((resolve) => { finish = resolve; }) : Promise.resolve());
    await settled();
    expect(history).toEqual(['next', 'ready', 'a']);
    finish();
    await expect(ended).resolves.toEqual(shutdown);
    expect(history).toEqual(['next', 'ready', 'a', 'next', 'b', 'next']);
  });

  test('accepts SHUTDOWN as the first event', async () => {
    await expect(start([shutdown]).ended).resolves.toEqual(shutdown);
  });

  test('logs an error in an invocation and continues', async () => {
    const { ended, log } = start([invoke('a'), shutdown], () => Promise.reject(new Error('oops')));
    await expect(ended).resolves.toEqual(shutdown);
    expect(log).toEqual([expect.stringContaining('oops')]);
  });

  test('retries a broken connection after a pause', async () => {
    const { ended, clock, history } = start([new Error('ECONNRESET'), invoke('a'), shutdown]);
    await clock.advance(99);
    expect(history).toEqual(['next', 'ready']);
    await clock.advance(1);
    await expect(ended).resolves.toEqual(shutdown);
    expect(history).toEqual(['next', 'ready', 'next', 'a', 'next']);
  });

  test('pauses after each failure, and only after failures', async () => {
    const { clock, history } = start([new Error('ECONNRESET'), new Error('ECONNRESET'), invoke('a'), new Error('ECONNRESET'), invoke('b')]);
    const requests: number[] = [];
    for (let i = 0; i < 4; i++) {
      await settled();
      requests.push(history.filter((entry) => entry === 'next').length);
      await clock.advance(100);
    }
    expect(requests).toEqual([1, 2, 4, 6]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('counts connection errors anew after each event', async () => {
    const failures = Array.from({ length: 19 }, () => new Error('ECONNREFUSED'));
    const { ended, clock, log } = start([...failures, invoke('a'), ...failures, shutdown]);
    await clock.advance(38 * 100);
    await expect(ended).resolves.toEqual(shutdown);
    expect(log).toEqual([]);
  });

  test.each([403, 500])('stops polling after the status %d, but does not exit', async (status) => {
    const { ended, clock, history, log } = start([new LocalApiError('event/next', status, 'no'), shutdown]);
    let over = false;
    void ended.then(() => { over = true; });
    await clock.advance(60_000);
    expect(history).toEqual(['next', 'ready']);
    expect(over).toBe(false);
    expect(log).toEqual([`stopped polling for events: event/next failed with status ${status}: no`]);
  });

  test('stops polling after 20 connection errors', async () => {
    const { clock, history, log } = start(Array.from({ length: 100 }, () => new Error('ECONNREFUSED')));
    await clock.advance(3_600_000);
    expect(history.filter((entry) => entry === 'next')).toHaveLength(20);
    expect(log).toEqual(['stopped polling for events: ECONNREFUSED']);
  });
});
