import { runScript } from './run-script';

test('the functions of the host that find and copy events do what their specification does, for 20,000 random bodies', async () => {
  const [line] = await runScript('event-bytes', { SEED: '20261130', CASES: '20000' });
  const { difference, events, copies } = JSON.parse(line) as { difference?: object; events: number; copies: number };
  expect(difference).toBeUndefined();
  expect(events).toBeGreaterThan(50_000);
  expect(copies).toBeGreaterThan(5_000);
}, 600_000);
