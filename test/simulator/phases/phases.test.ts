import { alive, cleanUp, environmentOf, extension, IDLE, layerOf, LISTENER, PATIENCE_MS, said, types, until } from '../support';

afterEach(cleanUp);

describe('init', () => {
  test('starts the runtime only after every extension has registered', async () => {
    const slow = extension("await sleep(150); say('AT', Date.now()); await register(); await loop();");
    const environment = await environmentOf({
      files: { 'index.js': "console.log('loaded', Date.now()); exports.handler = async () => {};" },
      extensions: { slow, idle: IDLE },
    });
    expect(await environment.init()).toMatchObject({ status: 'success', phase: 'init' });
    const loadedAt = Number(/loaded (\d+)/.exec(environment.functionOutput[0].text)?.[1]);
    const state = environment.extensions.find(({ name }) => name === 'slow');
    expect(loadedAt).toBeGreaterThanOrEqual(said<number>(state!, 'AT')[0]);
  });

  test('waits for the first next of every extension, and emits its events in order', async () => {
    const late = extension(`
      await register();
      await new Promise(async (resolve) => {
        const at = await listen((text, response) => { response.end(); if (text.includes('platform.initRuntimeDone')) resolve(); });
        await put(subscription(at));
      });
      say('READY', 1);
      await loop();`);
    const environment = await environmentOf({ extensions: { late } });
    await environment.init();
    expect(said(environment.extensions[0], 'READY')).toEqual([1]);
    expect(types(environment.telemetry.events).filter((type) => type !== 'extension')).toEqual([
      'platform.initStart', 'platform.telemetrySubscription', 'platform.initRuntimeDone', 'platform.extension', 'platform.initReport',
    ]);
    expect(environment.telemetry.ofType('platform.initStart')[0].record).toMatchObject({
      functionName: 'orders', functionVersion: '$LATEST', initializationType: 'on-demand', phase: 'init', instanceId: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    });
    expect(environment.telemetry.ofType('platform.extension')[0].record).toEqual({ name: 'late', state: 'Ready', events: ['INVOKE', 'SHUTDOWN'] });
  });

  test('measures the steps of each extension from its execution', async () => {
    const environment = await environmentOf({ extensions: { listener: LISTENER } });
    await environment.init();
    const { registeredAt, subscribedAt, readyAt } = environment.extensions[0].timings;
    expect(registeredAt).toBeGreaterThan(0);
    expect(subscribedAt).toBeGreaterThan(registeredAt!);
    expect(readyAt).toBeGreaterThan(subscribedAt!);
    expect(environment.extensions[0].memoryKB()?.rss).toBeGreaterThan(10_000);
    expect(environment.extensions[0].memoryKB()?.pss).toBeGreaterThan(1_000);
  });

  test('that times out is retried in the first invocation', async () => {
    // Hangs in the first launch only: files in the environment outlive a reset.
    const once = extension("const fs = require('fs'); if (!fs.existsSync('marker')) { fs.writeFileSync('marker', ''); say('HANGS', 1); await sleep(600_000); } await register(); await loop();");
    const environment = await environmentOf({ extensions: { once } });
    const result = environment.invoke({});
    await until(() => environment.extensions.some((state) => said(state, 'HANGS').length > 0));
    environment.timeOut();
    expect(await result).toMatchObject({ status: 'success', coldStart: true });
    const reports = environment.telemetry.ofType('platform.initReport').map(({ record }) => record);
    expect(reports).toEqual([expect.objectContaining({ phase: 'init', status: 'timeout' }), expect.objectContaining({ phase: 'invoke', status: 'success' })]);
    expect(environment.extensions.map(({ launch, state }) => [launch, state])).toEqual([[1, 'exited'], [2, 'ready']]);
  });

  test('reports an error of the handler module in both attempts, and the invocation fails with it', async () => {
    const environment = await environmentOf({ files: { 'index.js': "require('does-not-exist');" }, extensions: { idle: IDLE } });
    const result = await environment.invoke({});
    expect(result).toMatchObject({ status: 'error', error: { errorType: 'Runtime.ImportModuleError' } });
    expect(environment.telemetry.ofType('platform.initRuntimeDone').map(({ record }) => record)).toEqual(['init', 'invoke'].map(
      (phase) => ({ initializationType: 'on-demand', phase, status: 'error', errorType: 'Runtime.ImportModuleError' })));
  });

  test.each([
    ['without the executable bit', extension(''), 0o100644],
    ['with Windows line ends', '#!/bin/sh\r\nexit 0\r\n', 0o100755],
    ['that is not a program', 'echo hello\n', 0o100755],
  ])('fails with Extension.LaunchError for a file %s', async (_what, script, mode) => {
    const environment = await environmentOf({ layers: [layerOf({ broken: script }, mode)] });
    expect(await environment.init()).toMatchObject({ status: 'failure', error: { errorType: 'Extension.LaunchError' } });
    expect(environment.telemetry.ofType('platform.extension')[0].record).toMatchObject({ name: 'broken', state: 'LaunchError' });
  });

  test.each([0, 1])('fails with Extension.Crash if an extension exits with code %d', async (code) => {
    const environment = await environmentOf({ extensions: { quitter: extension(`await register(); process.exit(${code});`), idle: IDLE } });
    expect(await environment.init()).toMatchObject({ status: 'failure', error: { errorType: 'Extension.Crash', errorMessage: `exit status ${code}` } });
    expect(environment.extensions.find(({ name }) => name === 'quitter')).toMatchObject({ state: 'exited', exitCode: code });
  });
});

describe('invoke', () => {
  test('emits its events in order, and sends INVOKE to the extensions', async () => {
    const environment = await environmentOf({ code: "console.log('at work');", extensions: { idle: IDLE } });
    await environment.init();
    const before = environment.telemetry.events.length;
    const startedAt = Date.now();
    const { requestId } = await environment.invoke({}, { requestId: 'request-1' });
    const endedAt = Date.now();
    expect(requestId).toBe('request-1');
    expect(types(environment.telemetry.events.slice(before)).filter((type) => type !== 'extension')).toEqual([
      'platform.start', 'function', 'platform.runtimeDone', 'platform.report',
    ]);
    // The process may be frozen before it writes. The next invocation thaws it.
    await environment.invoke({});
    const [event] = said<Record<string, unknown>>(environment.extensions[0], 'EVENT');
    expect(event).toEqual({
      eventType: 'INVOKE', deadlineMs: expect.any(Number), requestId: 'request-1', invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
      tracing: { type: 'X-Amzn-Trace-Id', value: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/) },
    });
    expect(event.deadlineMs).toBeGreaterThanOrEqual(startedAt + PATIENCE_MS);
    expect(event.deadlineMs).toBeLessThanOrEqual(endedAt + PATIENCE_MS);
  });

  test('measures how long extensions hold it', async () => {
    const slow = extension(`
      let onRuntimeDone;
      const runtimeDone = new Promise((resolve) => { onRuntimeDone = resolve; });
      await register();
      const at = await listen((text, response) => { response.end(); if (text.includes('platform.runtimeDone')) onRuntimeDone(); });
      await put(subscription(at));
      await loop(async ({ eventType }) => { if (eventType === 'INVOKE') { await runtimeDone; await sleep(100); } });`);
    const environment = await environmentOf({ extensions: { slow } });
    await environment.init();
    const { holdMs, durationMs } = await environment.invoke({});
    expect(holdMs).toBeGreaterThan(95);
    expect(durationMs).toBeGreaterThanOrEqual(holdMs);
    const report = environment.telemetry.ofType('platform.report')[0].record as { metrics: Record<string, number>; spans: { name: string; durationMs: number }[] };
    expect(report.metrics.durationMs).toBeCloseTo(durationMs, 1);
    expect(report.spans).toEqual([expect.objectContaining({ name: 'extensionOverhead' })]);
    expect(report.spans[0].durationMs).toBeCloseTo(holdMs, 1);
  });

  test('with a grace, does not time out because of an extension that is late by less', async () => {
    const late = extension(`
      await register();
      await loop(async ({ eventType, deadlineMs }) => { if (eventType === 'INVOKE') await sleep(deadlineMs - Date.now() + 50); });`);
    const environment = await environmentOf({ timeoutMs: 300, extensions: { late }, options: { graceMs: PATIENCE_MS } });
    expect((await environment.invoke({})).status).toBe('success');
  });

  test('does not wait for an extension that did not register for INVOKE', async () => {
    const environment = await environmentOf({ extensions: { quiet: extension("await register(['SHUTDOWN']); await loop((event) => say('EVENT', event.eventType));") } });
    expect((await environment.invoke({})).status).toBe('success');
    await environment.shutdown();
    expect(said(environment.extensions[0], 'EVENT')).toEqual(['SHUTDOWN']);
  });

  test('fails with Extension.Crash if an extension exits, and the next one starts the processes again', async () => {
    const environment = await environmentOf({
      code: 'return event;',
      extensions: { fragile: extension("await register(); const { body } = await next(); if (body.requestId === 'fatal') process.exit(0); await loop();"), idle: IDLE },
    });
    expect(await environment.invoke(1, { requestId: 'fatal' })).toMatchObject({ status: 'failure', error: { errorType: 'Extension.Crash' } });
    expect(await environment.invoke(2)).toMatchObject({ status: 'success', response: 2, coldStart: true });
    expect(said<{ shutdownReason?: string }>(environment.extensions.find(({ name }) => name === 'idle')!, 'EVENT').map(({ shutdownReason }) => shutdownReason)).toContain('failure');
  });

  test('is rejected while another one runs', async () => {
    const environment = await environmentOf({ code: 'await new Promise((resolve) => setTimeout(resolve, 100));' });
    const first = environment.invoke({});
    await expect(environment.invoke({})).rejects.toThrow('one invocation at a time');
    expect((await first).status).toBe('success');
  });
});

describe('shutdown', () => {
  test('sends SHUTDOWN with reason and deadline, even without an invocation', async () => {
    const environment = await environmentOf({ extensions: { idle: IDLE } });
    await environment.init();
    const startedAt = Date.now();
    const result = await environment.shutdown();
    const endedAt = Date.now();
    expect(result).toMatchObject({ reason: 'spindown', extensions: [{ name: 'idle', ended: 'exited', exitCode: 0 }] });
    const [event] = said<{ deadlineMs: number }>(environment.extensions[0], 'EVENT');
    expect(event).toMatchObject({ eventType: 'SHUTDOWN', shutdownReason: 'spindown' });
    expect(event.deadlineMs).toBeGreaterThanOrEqual(startedAt + PATIENCE_MS);
    expect(event.deadlineMs).toBeLessThanOrEqual(endedAt + PATIENCE_MS);
    expect(await environment.shutdown()).toBe(result);
    await expect(environment.invoke({})).rejects.toThrow('shut down');
  });

  test('sends SIGKILL, never SIGTERM, to an extension and its child processes at the deadline', async () => {
    const stubborn = extension(`
      process.on('SIGTERM', () => say('TERMINATED', 1));
      const child = require('child_process').spawn('sleep', ['60']);
      say('CHILD', child.pid);
      await register(); await next(); await sleep(600_000);`);
    const environment = await environmentOf({ extensions: { stubborn }, options: { shutdownMs: 300 } });
    await environment.init();
    const result = await environment.shutdown();
    expect(result.durationMs).toBeGreaterThanOrEqual(290);
    expect(result.extensions).toEqual([{ name: 'stubborn', ended: 'killed', signal: 'SIGKILL' }]);
    expect(said(environment.extensions[0], 'TERMINATED')).toEqual([]);
    const [child] = said<number>(environment.extensions[0], 'CHILD');
    await until(() => !alive(child));
  });

  test('with a grace, lets an extension end by itself that is late by less', async () => {
    const late = extension(`
      await register(); const { body } = await next();
      say('LEFT', body.deadlineMs - Date.now());
      await sleep(body.deadlineMs - Date.now() + 50);
      process.exit(0);`);
    const environment = await environmentOf({ extensions: { late }, options: { shutdownMs: 300, graceMs: PATIENCE_MS } });
    await environment.init();
    expect((await environment.shutdown()).extensions).toMatchObject([{ ended: 'exited', exitCode: 0 }]);
    expect(said<number>(environment.extensions[0], 'LEFT')[0]).toBeLessThanOrEqual(300);
  });

  test('kills an extension that did not register for SHUTDOWN without waiting', async () => {
    const environment = await environmentOf({ extensions: { careless: extension("await register(['INVOKE']); await loop();") } });
    await environment.init();
    const result = await environment.shutdown();
    expect(result.extensions).toMatchObject([{ ended: 'killed', signal: 'SIGKILL' }]);
    expect(result.durationMs).toBeLessThan(PATIENCE_MS);
  });

  test('does nothing if no process was started', async () => {
    const environment = await environmentOf({ extensions: { idle: IDLE } });
    expect(await environment.shutdown()).toMatchObject({ extensions: [] });
    expect(environment.extensions).toEqual([]);
  });
});
