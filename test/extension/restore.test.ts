import { createExtension, took } from './extension-without-process';

test('a restore from a snapshot starts a new environment id with new credentials, beginning with platform.restoreStart', async () => {
  const { clock, stream, renewals, post, shutdown } = createExtension();
  post(['platform.initStart', {}]);
  await clock.advance(2_000);
  post(['platform.restoreStart', {}], ['platform.restoreRuntimeDone', {}]);
  await took(clock, shutdown());
  expect(new Set(stream.map((envelope) => envelope.environment)).size).toBe(2);
  expect(stream.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['platform.initStart', 1], ['platform.restoreStart', 1], ['platform.restoreRuntimeDone', 2], ['telemetry.summary', 3],
  ]);
  expect(renewals).toHaveLength(1);
});
