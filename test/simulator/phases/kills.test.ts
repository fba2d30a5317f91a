import { cleanUp, environmentOf, extension, IDLE, LISTENER, said, until } from '../support';

afterEach(cleanUp);

const waits = 'await new Promise((resolve) => setTimeout(resolve, event.waitMs ?? 0)); return { done: true };';

test('killing an extension fails the invocation, and the next one starts the processes again', async () => {
  const environment = await environmentOf({ code: waits, extensions: { idle: IDLE } });
  await environment.invoke({});
  const running = environment.invoke({ waitMs: 600_000 });
  await until(() => said<{ eventType: string }>(environment.extensions[0], 'EVENT').length === 2);
  environment.killExtension('idle');
  expect(await running).toMatchObject({ status: 'failure', error: { errorType: 'Extension.Crash' } });
  expect(environment.extensions[0].signal).toBe('SIGKILL');
  expect(await environment.invoke({})).toMatchObject({ status: 'success' });
  expect(environment.extensions).toHaveLength(2);
});

test.each([
  [false, 'Runtime.ExitError'], [true, 'Runtime.OutOfMemory'],
])('killing the function (out of memory: %s) fails the invocation with %s', async (outOfMemory, errorType) => {
  const environment = await environmentOf({ code: waits, extensions: { idle: IDLE } });
  await environment.invoke({});
  const running = environment.invoke({ waitMs: 600_000 });
  await until(() => said<{ eventType: string }>(environment.extensions[0], 'EVENT').length === 2);
  environment.killFunction({ outOfMemory });
  expect(await running).toMatchObject({ status: 'failure', error: { errorType } });
  expect(environment.telemetry.ofType('platform.runtimeDone').at(-1)?.record).toMatchObject({ status: 'failure', errorType });
  expect(await environment.invoke({})).toMatchObject({ status: 'success' });
});

test('the telemetry port of an extension is known', async () => {
  const environment = await environmentOf({ extensions: { listener: LISTENER }, options: { freeze: false } });
  expect(environment.extensions).toEqual([]);
  await environment.init();
  const [{ telemetryPort }] = environment.extensions;
  expect((await fetch(`http://127.0.0.1:${telemetryPort}`, { method: 'POST', body: '[]' })).status).toBe(200);
  await until(() => said<{ body: string }>(environment.extensions[0], 'BATCH').some(({ body }) => body === '[]'));
  expect(environment.extensions[0].peakMemoryKB()).toBeGreaterThan(10_000);
});

describe('SnapStart', () => {
  test('a restore replays the events of the init, and the first invocation reports the restore', async () => {
    const environment = await environmentOf({ extensions: { listener: LISTENER }, initializationType: 'snap-start' });
    await environment.init();
    await environment.invoke({});
    await environment.shutdown();
    const received = said<{ body: string }>(environment.extensions[0], 'BATCH')
      .flatMap(({ body }) => JSON.parse(body) as { type: string; record: { phase?: string; metrics?: object } }[]);
    const types = received.map(({ type }) => type);
    const restore = types.slice(types.indexOf('platform.restoreStart'), types.indexOf('platform.restoreReport') + 1);
    expect(restore).toEqual(expect.arrayContaining(['platform.initStart', 'platform.initRuntimeDone', 'platform.restoreRuntimeDone']));
    expect(types.filter((type) => type === 'platform.initStart')).toHaveLength(2);
    expect(received.find(({ type }) => type === 'platform.initStart')?.record.phase).toBe('snap-start');
    const { metrics } = received.find(({ type }) => type === 'platform.report')!.record;
    expect(metrics).toHaveProperty('restoreDurationMs');
    expect(metrics).not.toHaveProperty('initDurationMs');
  });

  test('its credentials can change', async () => {
    const asks = extension(`
      await register();
      const ask = async () => (await (await fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI,
        { headers: { Authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN } })).json()).AccessKeyId;
      await loop(async () => say('KEY', await ask()));`);
    const environment = await environmentOf({ extensions: { asks }, initializationType: 'snap-start', credentials: { accessKeyId: 'OLD', secretAccessKey: 'x' } });
    await environment.invoke({});
    environment.setCredentials({ accessKeyId: 'NEW', secretAccessKey: 'x' });
    await environment.invoke({});
    expect(said(environment.extensions[0], 'KEY')).toEqual(['OLD', 'NEW']);
  });

  test('an environment with another initialization type cannot be restored', async () => {
    const environment = await environmentOf({ extensions: { idle: IDLE } });
    await environment.init();
    expect(() => environment.restore()).toThrow('Only an environment with the initialization type snap-start can be restored, got on-demand');
  });
});
