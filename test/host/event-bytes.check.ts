import { runScript } from './run-script';

test('the functions of the host that find, copy and cut events, and what they state, do what their specification does, for 20,000 random bodies', async () => {
  const [line] = await runScript('event-bytes', { SEED: '20261130', CASES: '20000' });
  const { difference, events, copies, statements, records, cuts } = JSON.parse(line) as Record<'events' | 'copies' | 'statements' | 'records' | 'cuts', number> & { difference?: object };
  expect(difference).toBeUndefined();
  expect(events).toBeGreaterThan(50_000);
  expect(copies).toBeGreaterThan(5_000);
  expect(statements).toBeGreaterThan(1_000);
  expect(records).toBeGreaterThan(15_000);
  expect(cuts).toBeGreaterThan(10_000);
}, 600_000);
