import type { LocalAnswer, LocalApi, LocalCall } from '../../../extension-src/host/local-api';
import { idle } from '../../../extension-src/lifecycle/idle';
import { FakeClock, settled } from '../fake-clock';

/** Starts an idle extension whose `event/next` returns these events, and then does not respond. */
function createIdle(events: object[] = [], registered?: string) {
  const clock = new FakeClock();
  const calls: LocalCall[] = [];
  const history: string[] = [];
  const ok = (body: object, headers = {}): LocalAnswer => ({ status: 200, headers, body: JSON.stringify(body) });
  const api: LocalApi = (call) => {
    calls.push(call);
    history.push(call.path);
    if (call.path.endsWith('/register')) {
      const answer = ok({ functionName: 'orders', functionVersion: '7' }, { 'lambda-extension-identifier': 'id-1' });
      return { sent: Promise.resolve(), answer: Promise.resolve(answer) };
    }
    const event = events.shift();
    return { sent: Promise.resolve(), answer: event ? Promise.resolve(ok(event)) : new Promise(() => undefined) };
  };
  const over = idle(api, 'no stream', clock, (line) => history.push(line), registered);
  return { over, calls, history };
}

const REGISTER = '/2020-01-01/extension/register';
const NEXT = '/2020-01-01/extension/event/next';

describe('an idle extension', () => {
  test('registers for SHUTDOWN only, so that no invocation waits for it', async () => {
    const { calls } = createIdle();
    await settled();
    expect(calls[0]).toMatchObject({
      path: REGISTER, headers: { 'Lambda-Extension-Name': 'kinesis-telemetry-extension' }, body: '{"events":["SHUTDOWN"]}',
    });
    expect(calls[1]).toMatchObject({ path: NEXT, headers: { 'Lambda-Extension-Identifier': 'id-1' } });
  });

  test('logs the reason once and runs until SHUTDOWN', async () => {
    const waiting = createIdle();
    await settled();
    expect(waiting.history).toEqual([REGISTER, NEXT, 'no stream']);
    expect(await Promise.race([waiting.over.then(() => 'left'), settled().then(() => 'stays')])).toBe('stays');
    const { over, history } = createIdle([{ eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: 0 }]);
    await over;
    expect(history).toEqual([REGISTER, NEXT, 'no stream']);
  });

  test('that has registered already does not register again', async () => {
    const { calls } = createIdle([], 'id-0');
    await settled();
    expect(calls).toEqual([expect.objectContaining({ path: NEXT, headers: { 'Lambda-Extension-Identifier': 'id-0' } })]);
  });

  test('ignores an INVOKE event', async () => {
    const { over, history } = createIdle([
      { eventType: 'INVOKE', requestId: 'a', deadlineMs: 0 }, { eventType: 'SHUTDOWN', shutdownReason: 'spindown', deadlineMs: 0 },
    ]);
    await over;
    expect(history).toEqual([REGISTER, NEXT, 'no stream', NEXT]);
  });
});
