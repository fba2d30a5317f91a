import { createExtension, took } from './extension-without-process';

test('a restore from a snapshot starts a new environment id with new credentials, beginning with platform.restoreStart', async () => {
  const { clock, stream, renewals, post, shutdown } = createExtension({ isSnapStart: true });
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

test('a restore that is posted again and again renews the id once, because a process is restored at most once', async () => {
  const { clock, stream, renewals, post, shutdown } = createExtension({ isSnapStart: true });
  post(['function', 'init']);
  await clock.advance(2_000);
  for (let i = 0; i < 200; i++) post(['platform.restoreStart', {}]);
  await took(clock, shutdown());
  expect(stream.map(({ sequence }) => sequence)).toEqual([1, ...Array.from({ length: 201 }, (_, index) => index + 1)]);
  expect(new Set(stream.map(({ environment }) => environment)).size).toBe(2);
  expect(renewals).toHaveLength(1);
});

test('without SnapStart, platform.restoreStart is an event like any other', async () => {
  const { clock, stream, renewals, post, shutdown } = createExtension();
  post(['function', 'init'], ['platform.restoreStart', {}], ['function', 'later']);
  await took(clock, shutdown());
  expect(stream.map(({ type, sequence }) => [type, sequence])).toEqual([
    ['function', 1], ['platform.restoreStart', 2], ['function', 3], ['telemetry.summary', 4],
  ]);
  expect(new Set(stream.map(({ environment }) => environment)).size).toBe(1);
  expect(renewals).toHaveLength(0);
});
