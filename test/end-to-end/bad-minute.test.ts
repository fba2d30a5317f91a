import { RUNTIMES, Stage, missing } from './harness';

let stage: Stage;

beforeAll(async () => { stage = await Stage.start(); });
afterAll(() => stage.stop());

test('Kinesis refuses 10 % of the records for a minute: nothing is missing, and every function runs', async () => {
  stage.proxy.faults = { recordFailureRate: 0.1 };
  const environments = await Promise.all(RUNTIMES.map((runtime) => stage.environment({ runtime })));
  const end = Date.now() + 60_000;
  for (let i = 0; Date.now() < end; i++) {
    const results = await Promise.all(environments.map((environment) => environment.invoke({ lines: i % 10 === 0 ? 1_000 : 20 })));
    expect(results.map(({ status }) => status)).toEqual(['success', 'success']);
    // Paced, so that the minute is spent on many freezes and not on one core's work.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  for (const environment of environments) {
    await environment.shutdown();
    expect(missing(environment, await stage.arrived(environment))).toEqual([]);
  }
  expect(stage.proxy.statistics.failedRecords).toBeGreaterThan(10);
}, 120_000);
