import { cleanUp, environmentOf, extension, IDLE, LISTENER, said, types } from '../support';

interface Batch {
  readonly body: string;
}

interface TelemetryEvent {
  readonly type: string;
  readonly record: { requestId?: string } | string;
}

afterEach(cleanUp);

function received(environment: Awaited<ReturnType<typeof environmentOf>>, launch = 1): TelemetryEvent[] {
  const state = environment.extensions.find((candidate) => candidate.launch === launch);
  return said<Batch>(state!, 'BATCH').flatMap(({ body }) => JSON.parse(body) as TelemetryEvent[]);
}

const HANGS = "console.log('hangs'); await new Promise((resolve) => setTimeout(resolve, 600_000));";

/** Invokes a function that hangs, and elapses its timeout. */
async function timedOut(environment: Awaited<ReturnType<typeof environmentOf>>): Promise<void> {
  const hung = environment.invoke({});
  await environment.telemetry.waitUntil((journal) => journal.ofType('function').length > 0);
  environment.timeOut();
  await hung;
}

test('the journal records exactly the events that arrived', async () => {
  const environment = await environmentOf({ code: "console.log('one\\ntwo', event); return 1;", extensions: { listener: LISTENER } });
  for (let i = 0; i < 3; i++) await environment.invoke({ i });
  await environment.shutdown();
  const arrived = said<Batch>(environment.extensions[0], 'BATCH').flatMap(({ body }) => (JSON.parse(body) as object[]).map((event) => JSON.stringify(event)));
  expect([...arrived].sort()).toEqual(environment.telemetry.deliveredTo('listener').map(({ json }) => json).sort());
  expect(environment.telemetry.undeliveredTo('listener')).toEqual([]);
  expect(arrived.filter((text) => text.includes('one\\ntwo'))).toHaveLength(3);
});

test('the report of an invocation arrives during the next invocation, or at SHUTDOWN', async () => {
  // The extension holds the second invocation until the report of the first one arrived.
  const holding = LISTENER.replace("if (event.eventType === 'INVOKE') unreported.add(event.requestId);", `
    if (event.eventType === 'INVOKE') {
      while (unreported.size > 0) await new Promise((resolve) => { onBatch = resolve; });
      unreported.add(event.requestId);
    }`);
  const environment = await environmentOf({ extensions: { holding } });
  const reports = (): (string | undefined)[] => received(environment).filter(({ type }) => type === 'platform.report').map(({ record }) => (record as { requestId: string }).requestId);
  await environment.invoke({}, { requestId: 'first' });
  expect(reports()).toEqual([]);
  await environment.invoke({}, { requestId: 'second' });
  expect(reports()).toEqual(['first']);
  await environment.shutdown();
  expect(reports()).toEqual(['first', 'second']);
});

test('the report of an invocation that timed out arrives at SHUTDOWN', async () => {
  const environment = await environmentOf({ code: HANGS, extensions: { listener: LISTENER } });
  await timedOut(environment);
  expect(received(environment).filter(({ type }) => type === 'platform.report')).toMatchObject([{ record: { status: 'timeout' } }]);
});

test('the report of an invocation that timed out can be missing', async () => {
  const environment = await environmentOf({
    code: HANGS, extensions: { idle: IDLE }, options: { telemetry: { reportAfterReset: 'never' } },
  });
  await timedOut(environment);
  expect(environment.telemetry.ofType('platform.report')).toEqual([]);
});

test('after a reset the extension subscribes again, and gets all events of the new launch', async () => {
  const environment = await environmentOf({ code: "if (event.bad) process.exit(1); console.log('alive');", extensions: { listener: LISTENER } });
  await environment.invoke({ bad: true });
  await environment.invoke({}, { requestId: 'second' });
  await environment.shutdown();
  expect(said(environment.extensions[1], 'SUBSCRIBED')).toMatchObject([{ status: 200, body: 'OK' }]);
  const events = received(environment, 2);
  expect(events.map(({ type }) => type)).toEqual([
    'platform.start', 'platform.initStart', 'platform.telemetrySubscription', 'platform.extension', 'platform.initRuntimeDone', 'platform.initReport',
    'function', 'platform.runtimeDone', 'platform.report',
  ].sort((a, b) => order(environment, a) - order(environment, b)));
  expect(events.find(({ type }) => type === 'platform.telemetrySubscription')?.record).toMatchObject({ state: 'Already subscribed' });
});

/** Returns the position of a type in the second launch, where extension and runtime start concurrently, as on Lambda. */
function order(environment: Awaited<ReturnType<typeof environmentOf>>, type: string): number {
  return environment.telemetry.events.find((event) => event.launch === 2 && event.type === type)?.index ?? -1;
}

test('the journal records the events that an extension did not wait for, with the reason', async () => {
  const hasty = extension('await register(); const at = await listen((text, response) => response.end()); await put(subscription(at, { buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 30000 } })); await loop();');
  const environment = await environmentOf({ code: "console.log('unheard');", extensions: { hasty } });
  await environment.invoke({});
  await environment.shutdown();
  const left = environment.telemetry.undeliveredTo('hasty');
  expect(left.map(({ event }) => event.type)).toContain('function');
  expect(new Set(left.map(({ reason }) => reason))).toEqual(new Set(['the extension had exited']));
});

test('the callback gets every event when it is emitted', async () => {
  const seen: string[] = [];
  const environment = await environmentOf({ code: "console.log('x');", options: { onTelemetryEvent: ({ json }) => seen.push(json) } });
  await environment.invoke({});
  expect(seen).toEqual(environment.telemetry.events.map(({ json }) => json));
});

test('all 10,000 lines of an invocation arrive', async () => {
  const environment = await environmentOf({ code: "for (let i = 0; i < 10000; i++) console.log('line', i);", extensions: { listener: LISTENER } });
  await environment.invoke({});
  await environment.shutdown();
  expect(environment.functionOutput).toHaveLength(10_000);
  const { events } = environment.telemetry;
  expect(types(events).lastIndexOf('function')).toBeLessThan(types(events).indexOf('platform.runtimeDone'));
  expect(environment.telemetry.deliveredTo('listener').filter(({ type }) => type === 'function')).toHaveLength(10_000);
  expect(environment.telemetry.ofType('platform.logsDropped')).toEqual([]);
});
