import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8 } from 'fflate';
import { cleanUp, codeOf, environmentOf, extension, PATIENCE_MS, said, zipOf } from '../support';

afterEach(cleanUp);

describe('a handler', () => {
  test.each([
    ['in a folder', 'folder/file.run', { 'folder/file.js': 'exports.run = async (e) => ({ got: e });' }],
    ['in a nested export', 'index.api.v1', { 'index.js': 'exports.api = { v1: async (e) => ({ got: e }) };' }],
    ['in an ES module', 'index.handler', { 'index.mjs': 'export const handler = async (e) => ({ got: e });' }],
    ['in a package of type module', 'src/index.handler', { 'package.json': '{"type":"module"}', 'src/index.js': 'export const handler = async (e) => ({ got: e });' }],
    ['in a .cjs file', 'index.handler', { 'package.json': '{"type":"module"}', 'index.cjs': 'exports.handler = async (e) => ({ got: e });' }],
    ['behind top-level await', 'index.handler', { 'index.mjs': 'const x = await Promise.resolve(1); export const handler = async (e) => ({ got: e });' }],
    ['with a callback', 'index.handler', { 'index.js': 'exports.handler = (e, context, callback) => { callback(null, { got: e }); };' }],
    ['with a late callback', 'index.handler', { 'index.js': 'exports.handler = (e, context, callback) => { setTimeout(() => callback(null, { got: e }), 20); };' }],
    ['that streams', 'index.handler', { 'index.js': 'exports.handler = awslambda.streamifyResponse(async (e, stream) => { stream.write("{\\"got\\":"); stream.end(JSON.stringify(e) + "}"); });' }],
  ])('%s runs', async (_what, handler, files) => {
    const environment = await environmentOf({ handler, files });
    expect(await environment.invoke({ n: 1 })).toMatchObject({ status: 'success', response: { got: { n: 1 } } });
  });

  test.each([
    ['Runtime.HandlerNotFound', 'index.other', 'exports.handler = async () => {};'],
    ['Runtime.HandlerNotFound', 'index.handler', 'exports.handler = 42;'],
    ['Runtime.ImportModuleError', 'missing.handler', ''],
    ['Runtime.UserCodeSyntaxError', 'index.handler', 'exports.handler = async ( => {};'],
    ['Runtime.MalformedHandlerName', 'index', ''],
  ])('that cannot be loaded fails with %s', async (errorType, handler, text) => {
    const environment = await environmentOf({ handler, files: { 'index.js': text } });
    expect(await environment.init()).toMatchObject({ status: 'error', error: { errorType } });
  });

  test('with a callback is rejected on Node.js 24', async () => {
    const environment = await environmentOf({ runtime: 'nodejs24.x', files: { 'index.js': 'exports.handler = (e, context, callback) => callback();' } });
    expect(await environment.init()).toMatchObject({ error: { errorType: 'Runtime.CallbackHandlerDeprecated' } });
  });

  test.each(['nodejs22.x', 'nodejs24.x'] as const)('runs on the Node.js of %s', async (runtime) => {
    const environment = await environmentOf({ runtime, code: 'return process.version;' });
    expect(String((await environment.invoke({})).response)).toMatch(`v${/\d+/.exec(runtime)?.[0]}.`);
  });

  test('gets a context', async () => {
    const environment = await environmentOf({
      timeoutMs: PATIENCE_MS, memorySizeMB: 256, region: 'cn-north-1', functionVersion: '7',
      code: 'return { ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID };',
    });
    const { response } = await environment.invoke({}, { requestId: 'mine' });
    expect(response).toEqual({
      awsRequestId: 'mine', callbackWaitsForEmptyEventLoop: true, functionName: 'orders', functionVersion: '7', memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws-cn:lambda:cn-north-1:123456789012:function:orders',
      logGroupName: '/aws/lambda/orders', logStreamName: expect.stringContaining('[7]'),
      left: expect.any(Number), trace: expect.stringContaining('Root=1-'),
    });
    expect((response as { left: number }).left).toBeGreaterThan(0);
    expect((response as { left: number }).left).toBeLessThanOrEqual(PATIENCE_MS);
  });

  test('finds modules in a layer, but not in parent folders of its code', async () => {
    const layer = zipOf({ 'nodejs/node_modules/from-layer/index.js': strToU8('exports.name = "layer";') });
    const folder = codeOf({
      'node_modules/neighbour/index.js': 'exports.name = "neighbour";',
      'function/index.js': `
        const tell = (name) => { try { return require(name).name; } catch { return 'missing'; } };
        exports.handler = async () => [tell('from-layer'), tell('neighbour')];`,
    });
    const environment = await environmentOf({ layers: [layer], codeDirectory: `${folder}/function` });
    expect((await environment.invoke({})).response).toEqual(['layer', 'missing']);
  });
});

describe('an invocation', () => {
  test('whose handler throws has the status error, and the process keeps running', async () => {
    const environment = await environmentOf({ code: "if (event.bad) throw new RangeError('too far'); return process.pid;" });
    const { response: pid } = await environment.invoke({});
    expect(await environment.invoke({ bad: true })).toMatchObject({ status: 'error', error: { errorType: 'RangeError', errorMessage: 'too far', stackTrace: expect.any(Array) }, coldStart: false });
    expect((await environment.invoke({})).response).toBe(pid);
    expect(environment.telemetry.ofType('platform.runtimeDone')[1].record).toMatchObject({ status: 'error', errorType: 'RangeError' });
  });

  test('that times out is killed, and the next one starts the processes again in the same environment', async () => {
    const environment = await environmentOf({
      code: "if (event.hang) { console.log('last words'); await new Promise((resolve) => setTimeout(resolve, 600_000)); } return process.pid;",
    });
    const first = await environment.invoke({});
    const hung = environment.invoke({ hang: true }, { requestId: 'hung' });
    await environment.telemetry.waitUntil((journal) => journal.ofType('function').length > 0);
    environment.timeOut();
    expect(await hung).toMatchObject({ status: 'timeout', error: { errorMessage: 'RequestId: hung Error: Task timed out after 600.00 seconds' } });
    const after = await environment.invoke({});
    expect(after).toMatchObject({ status: 'success', coldStart: true });
    expect(after.response).not.toBe(first.response);
    expect(environment.functionOutput.filter(({ requestId }) => requestId === 'hung').map(({ text }) => text)).toEqual([
      expect.stringContaining('last words'), expect.stringMatching(/^\S+Z hung Task timed out after 600\.00 seconds\n$/),
    ]);
    const { events } = environment.telemetry;
    expect(events.filter(({ requestId }) => requestId === 'hung').map(({ type }) => type)).toEqual([
      'platform.start', 'function', 'function', 'platform.runtimeDone', 'platform.report',
    ]);
    expect(environment.telemetry.ofType('platform.initStart').map(({ record }) => (record as { phase: string }).phase)).toEqual(['init', 'invoke']);
  });

  test('times out after the configured timeout', async () => {
    const environment = await environmentOf({ timeoutMs: 300, code: 'await new Promise((resolve) => setTimeout(resolve, 600_000));' });
    const { status, durationMs } = await environment.invoke({});
    expect(status).toBe('timeout');
    expect(durationMs).toBeGreaterThanOrEqual(295);
  });

  test('times out if an extension exceeds the timeout, even with a response', async () => {
    const environment = await environmentOf({
      code: "return 'done';",
      extensions: { late: extension("await register(); await loop(async (event) => { say('EVENT', event); while (event.eventType === 'INVOKE' && !require('fs').existsSync('go')) await sleep(5); });") },
    });
    const late = environment.invoke({});
    await environment.telemetry.waitUntil((journal) => journal.ofType('platform.runtimeDone').length > 0);
    environment.timeOut();
    writeFileSync(path.join(environment.root, 'go'), '');
    expect(await late).toMatchObject({ status: 'timeout', response: 'done' });
    expect(environment.telemetry.ofType('platform.runtimeDone')).toMatchObject([{ record: { status: 'success' } }]);
    expect(environment.telemetry.ofType('platform.report')).toMatchObject([{ record: { status: 'timeout' } }]);
    expect(said(environment.extensions[0], 'EVENT')).toMatchObject([{ eventType: 'INVOKE' }, { eventType: 'SHUTDOWN', shutdownReason: 'timeout' }]);
  });

  test.each([
    ['process.exit(0)', 'Runtime.ExitError', 'RequestId: x Error: Runtime exited without providing a reason'],
    ['process.exit(3)', 'Runtime.ExitError', 'RequestId: x Error: Runtime exited with error: exit status 3'],
    ["process.kill(process.pid, 'SIGKILL')", 'Runtime.ExitError', 'RequestId: x Error: Runtime exited with error: signal: killed'],
    ["setImmediate(() => { throw new TypeError('loose'); })", 'TypeError', 'loose'],
    ["Promise.reject(new TypeError('unheard'))", 'Runtime.UnhandledPromiseRejection', 'TypeError: unheard'],
  ])('whose process ends with %s has the status failure', async (statement, errorType, errorMessage) => {
    const environment = await environmentOf({ code: `if (event.bad) { console.log('before'); ${statement}; await new Promise((resolve) => setTimeout(resolve, 600_000)); } return 'fine';` });
    expect(await environment.invoke({ bad: true }, { requestId: 'x' })).toMatchObject({ status: 'failure', error: { errorType, errorMessage } });
    expect(environment.functionOutput[0].text).toContain('before');
    expect(environment.telemetry.ofType('platform.runtimeDone')[0].record).toMatchObject({ requestId: 'x', status: 'failure' });
    expect(await environment.invoke({})).toMatchObject({ status: 'success', response: 'fine', coldStart: true });
  });

  test('reports its durations and its memory', async () => {
    const environment = await environmentOf({ memorySizeMB: 512, code: "return 'four';" });
    const { initDurationMs } = await environment.invoke({});
    await environment.invoke({});
    const [cold, warm] = environment.telemetry.ofType('platform.report').map(({ record }) => record as { metrics: Record<string, number>; status: string });
    expect(cold.metrics.initDurationMs).toBeCloseTo(initDurationMs!, 1);
    expect(cold.metrics.billedDurationMs).toBe(Math.ceil(cold.metrics.durationMs + cold.metrics.initDurationMs));
    expect(cold.metrics).toMatchObject({ memorySizeMB: 512 });
    expect(cold.metrics.maxMemoryUsedMB).toBeGreaterThan(20);
    expect(warm.metrics).not.toHaveProperty('initDurationMs');
    expect(warm.metrics.billedDurationMs).toBe(Math.ceil(warm.metrics.durationMs));
    expect(environment.telemetry.ofType('platform.runtimeDone')[0].record).toMatchObject({
      status: 'success', metrics: { producedBytes: 6 },
      spans: [{ name: 'responseLatency' }, { name: 'responseDuration' }, { name: 'runtimeOverhead' }],
    });
  });

  test('with a response beyond 6 MB fails', async () => {
    const environment = await environmentOf({ code: "return 'x'.repeat(7 * 1024 * 1024);" });
    expect(await environment.invoke({})).toMatchObject({ status: 'error', error: { errorType: 'Function.ResponseSizeTooLarge' } });
  });
});
