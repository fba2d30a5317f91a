import { readFileSync } from 'node:fs';
import { cleanUp, environmentOf, extension, said, types } from '../support';

const QUIET = extension("await register(['SHUTDOWN']); await loop((event) => say('EVENT', event.eventType));");
const managed = { initializationType: 'lambda-managed-instances' } as const;

afterEach(cleanUp);

test('invocations run concurrently, each with its own request id in its logs', async () => {
  const environment = await environmentOf({
    ...managed, logFormat: 'JSON', extensions: { quiet: QUIET },
    // Each invocation waits for all others, so they must run concurrently.
    files: {
      'index.js': `
      let running = 0; let release; const all = new Promise((resolve) => { release = resolve; });
      exports.handler = async (event, context) => { if (++running === 5) release(); await all; console.log('n', event.n); return context.awsRequestId; };`,
    },
  });
  const results = await Promise.all([1, 2, 3, 4, 5].map(async (n) => environment.invoke({ n }, { requestId: `r${n}` })));
  expect(results.map(({ status, response }) => [status, response])).toEqual([1, 2, 3, 4, 5].map((n) => ['success', `r${n}`]));
  expect(results.filter(({ coldStart }) => coldStart)).toHaveLength(1);
  const logged = environment.telemetry.ofType('function').map(({ record }) => record as { requestId: string; message: string });
  expect(logged.map(({ requestId, message }) => `${requestId}: ${message}`).sort()).toEqual([1, 2, 3, 4, 5].map((n) => `r${n}: n ${n}`));
});

test('there is no runtimeDone, and the only metric of the report is the duration', async () => {
  const environment = await environmentOf({ ...managed, extensions: { quiet: QUIET } });
  await environment.invoke({}, { requestId: 'r' });
  expect(types(environment.telemetry.events)).not.toContain('platform.runtimeDone');
  const { metrics } = environment.telemetry.ofType('platform.report')[0].record as { metrics: object };
  expect(Object.keys(metrics)).toEqual(['durationMs']);
  expect(environment.telemetry.ofType('platform.initStart')[0].record).toMatchObject({ initializationType: 'lambda-managed-instances' });
});

test('processes are not frozen, and extensions get SHUTDOWN only', async () => {
  const environment = await environmentOf({ ...managed, code: 'return process.pid;', extensions: { quiet: QUIET } });
  const { response } = await environment.invoke({});
  for (const pid of [environment.extensions[0].pid, response as number]) expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).not.toMatch(/\) T /);
  await environment.shutdown();
  expect(said(environment.extensions[0], 'EVENT')).toEqual(['SHUTDOWN']);
});

test('an invocation that times out does not end the others', async () => {
  const environment = await environmentOf({ ...managed, code: "if (event.hang) { console.log('hangs'); await new Promise(() => setTimeout(() => {}, 600_000)); } return process.pid;" });
  const hung = environment.invoke({ hang: true });
  await environment.telemetry.waitUntil((journal) => journal.ofType('function').length > 0);
  const fine = await environment.invoke({});
  environment.timeOut();
  expect((await hung).status).toBe('timeout');
  expect(fine.status).toBe('success');
  expect((await environment.invoke({})).response).toBe(fine.response);
});

test('a crash fails the running invocations, and the next one starts the processes again', async () => {
  const environment = await environmentOf({ ...managed, extensions: { quiet: QUIET }, code: 'if (event.bad) process.exit(1); await new Promise((resolve) => setTimeout(resolve, event.ms ?? 0)); return 1;' });
  await environment.invoke({});
  const [slow, bad] = await Promise.all([environment.invoke({ ms: 600_000 }), environment.invoke({ bad: true })]);
  expect([slow, bad]).toMatchObject([{ status: 'failure' }, { status: 'failure', error: { errorType: 'Runtime.ExitError' } }]);
  expect((await environment.invoke({})).status).toBe('success');
});
