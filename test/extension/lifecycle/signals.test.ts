import { signalled } from '../../../extension-src/lifecycle/signals';
import { FakeClock } from '../fake-clock';

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the extension like a SHUTDOWN, with the same time', async (signal) => {
  const others = new Map((['SIGTERM', 'SIGINT'] as const).map((name) => [name, process.listeners(name)]));
  const clock = new FakeClock();
  const asked = signalled(clock);
  await clock.advance(60_000);
  // Called directly, because the test runner listens to the signal too.
  const added = [...others].flatMap(([name, before]) => process.listeners(name).filter((listener) => !before.includes(listener))
    .map((listener) => ({ name, listener })));
  expect(added.map(({ name }) => name)).toEqual(['SIGTERM', 'SIGINT']);
  for (const { name, listener } of added) {
    if (name === signal) listener(name);
    process.removeListener(name, listener);
  }
  expect(await asked).toEqual({ eventType: 'SHUTDOWN', shutdownReason: signal, deadlineMs: clock.now() + 2_000 });
});
