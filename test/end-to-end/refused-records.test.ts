import { HOSTS, Stage, missing } from './harness';

const INVOCATIONS = 150;

let stage: Stage;

beforeAll(async () => { stage = await Stage.startWithSink(); });
afterAll(() => stage.stop());

test('Kinesis rejects 10 % of the records during many freezes: nothing is missing, and every invocation succeeds', async () => {
  stage.proxy.faults = { recordFailureRate: 0.1 };
  // The first holds each invocation until the flush is done. The second is frozen during calls.
  const environments = await Promise.all(['end-of-invocation', 'adaptive'].map((strategy, index) => stage.environment({
    ...HOSTS[index % HOSTS.length], environment: { KINESIS_TELEMETRY_FLUSH_STRATEGY: strategy },
  })));
  for (let i = 0; i < INVOCATIONS; i++) {
    const results = await Promise.all(environments.map((environment) => environment.invoke({ lines: i % 10 === 0 ? 1_000 : 20 })));
    expect(results.map(({ status }) => status)).toEqual(['success', 'success']);
    // Most freezes are short. Some are longer than the extension's pauses between two calls.
    if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const environment of environments) {
    await environment.shutdown();
    expect(missing(environment, await stage.arrived(environment))).toEqual([]);
  }
  expect(stage.proxy.statistics.failedRecords).toBeGreaterThan(10);
});
