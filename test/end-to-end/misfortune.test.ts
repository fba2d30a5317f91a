import { EXTENSION, FLUSH_TIMEOUT_MS, RUNTIMES, Stage, logOf, missing } from './harness';
import type { ExecutionEnvironment } from '../../simulator';
import { NO_FAULTS } from '../../simulator/kinesis';

let stage: Stage;

beforeAll(async () => { stage = await Stage.start(); });
afterEach(async () => {
  stage.proxy.faults = NO_FAULTS;
  await stage.disposeEnvironments();
});
afterAll(() => stage.stop());

/** The function works as if there were no extension: each invocation succeeds, and is not held until the flush timeout. */
async function runsUntouched(environment: ExecutionEnvironment): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const result = await environment.invoke({ print: `invocation ${i}` });
    expect(result).toMatchObject({ status: 'success', response: { done: true } });
    expect(result.holdMs).toBeLessThan(FLUSH_TIMEOUT_MS / 2);
  }
  expect((await environment.shutdown()).extensions).toEqual([expect.objectContaining({ name: EXTENSION, ended: 'exited', exitCode: 0 })]);
}

/** Whether the extension has subscribed: one that has not waits for nothing, and so holds no invocation. */
function takesTelemetry(environment: ExecutionEnvironment): boolean {
  return environment.extensions.some(({ telemetryPort }) => telemetryPort !== undefined);
}

describe.each(RUNTIMES)('on %s', (runtime) => {
  test.each([
    ['is missing', '', /^streams nothing: KINESIS_TELEMETRY_STREAM_ARN is not set: it must be the ARN of a Kinesis stream/],
    ['is malformed', 'telemetry', /^streams nothing: KINESIS_TELEMETRY_STREAM_ARN must be the ARN of a Kinesis stream, .*, got "telemetry"$/],
  ])('when the stream ARN %s the function runs untouched, and one line says so', async (_what, arn, line) => {
    const environment = await stage.environment({ runtime, environment: { KINESIS_TELEMETRY_STREAM_ARN: arn } });
    await runsUntouched(environment);
    expect(takesTelemetry(environment)).toBe(false);
    expect(logOf(environment)).toEqual([expect.stringMatching(line)]);
  });

  test('a wrong setting is named, with what it held and what is allowed', async () => {
    const environment = await stage.environment({ runtime, environment: { KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: 'soon' } });
    await runsUntouched(environment);
    expect(takesTelemetry(environment)).toBe(false);
    expect(logOf(environment)).toEqual([
      'streams nothing: KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS must be a whole number of milliseconds between 50 and 30000, got "soon"',
    ]);
  });

  test('the kill switch makes it idle', async () => {
    const environment = await stage.environment({ runtime, environment: { KINESIS_TELEMETRY_ENABLED: 'false' } });
    await runsUntouched(environment);
    expect(takesTelemetry(environment)).toBe(false);
    expect(logOf(environment)).toEqual(['is switched off by KINESIS_TELEMETRY_ENABLED=false and streams nothing']);
    expect((await stage.arrived(environment)).envelopes).toEqual([]);
  });

  test('a stream that does not exist costs one short hold, and one line says so', async () => {
    const environment = await stage.environment({
      runtime, environment: { KINESIS_TELEMETRY_STREAM_ARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/nowhere' },
    });
    await runsUntouched(environment);
    expect(logOf(environment).filter((line) => line.startsWith('cannot deliver'))).toEqual([
      expect.stringMatching(/^cannot deliver to arn:aws:kinesis:eu-west-1:123456789012:stream\/nowhere: ResourceNotFoundException: /),
    ]);
  });

  test('a policy that denies costs one short hold, and one line says so', async () => {
    stage.proxy.faults = { call: { kind: 'error', error: 'AccessDeniedException', message: 'no identity-based policy allows kinesis:PutRecords' } };
    const environment = await stage.environment({ runtime });
    await runsUntouched(environment);
    expect(logOf(environment).filter((line) => line.startsWith('cannot deliver'))).toEqual([
      expect.stringContaining('AccessDeniedException: no identity-based policy allows kinesis:PutRecords'),
    ]);
  });

  test('credentials that are missing are no reason to disturb the function', async () => {
    const environment = await stage.environment({ runtime, credentials: { accessKeyId: '', secretAccessKey: '' } });
    await runsUntouched(environment);
    expect(logOf(environment).some((line) => line.startsWith('cannot deliver'))).toBe(true);
  });

  test("the function's own Node options do not reach the extension", async () => {
    const environment = await stage.environment({
      runtime,
      environment: { NODE_OPTIONS: '--require=./tracer-of-the-function.cjs', NODE_PATH: '/nowhere', NODE_EXTRA_CA_CERTS: '/no/such/file', NODE_DEBUG: 'http' },
    });
    // The function's Node cannot find its tracer, and fails; the extension must not.
    await environment.invoke({});
    await environment.shutdown();
    expect(environment.extensions.map(({ exitCode }) => exitCode)).toEqual(environment.extensions.map(() => 0));
    expect(logOf(environment)).not.toContainEqual(expect.stringMatching(/tracer|HTTP \d/));
    expect(logOf(environment)[0]).toMatch(/^version /);
  });

  test('when Kinesis refuses records and calls for a while, nothing is missing and nothing that succeeded is sent again', async () => {
    stage.proxy.statistics.reset();
    stage.proxy.next({ call: { kind: 'error', error: 'InternalFailure' } }, { recordFailureRate: 0.5 }, { call: { kind: 'error', error: 'ServiceUnavailable' } });
    const environment = await stage.environment({ runtime });
    for (let i = 0; i < 5; i++) expect(await environment.invoke({ lines: 500 })).toMatchObject({ status: 'success' });
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    expect(missing(environment, arrived)).toEqual([]);
    expect(arrived.envelopes.map(({ sequence }) => sequence)).toEqual(arrived.envelopes.map((_envelope, index) => index + 1));
    expect(stage.proxy.statistics.failedCalls).toBe(2);
    expect(stage.proxy.statistics.violations).toEqual([]);
  });

  test('a connection that is cut in mid-call is tried again; what was ambiguous comes twice, with the same numbers', async () => {
    stage.proxy.next(NO_FAULTS, { call: { kind: 'reset', delivered: true } });
    const environment = await stage.environment({ runtime });
    for (let i = 0; i < 3; i++) await environment.invoke({ print: 'x' });
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    expect(missing(environment, arrived)).toEqual([]);
    expect(arrived.lines.length).toBeGreaterThan(new Set(arrived.lines).size);
    expect(new Set(arrived.envelopes.map(({ sequence }) => sequence)).size).toBe(new Set(arrived.lines).size);
  });
});

test('a signal to leave is obeyed cleanly: everything is delivered, and the exit code is 0', async () => {
  const environment = await stage.environment({}, { freeze: false });
  await environment.invoke({ print: 'x' });
  const [extension] = environment.extensions;
  process.kill(Number(extension.pid), 'SIGTERM');
  while (extension.exitCode === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(extension.exitCode).toBe(0);
  const { envelopes } = await stage.arrived(environment);
  expect(envelopes.at(-1)).toMatchObject({ type: 'telemetry.summary', record: { shutdownReason: 'sigterm' } });
});

test('with a local emulator that has no Telemetry API nothing is waited for', async () => {
  const environment = await stage.environment({}, { telemetry: { supported: false } });
  await runsUntouched(environment);
  expect(takesTelemetry(environment)).toBe(false);
  expect(logOf(environment)[0]).toMatch(/streams nothing: this environment has no Telemetry API/);
});

test('on Lambda Managed Instances it sends by time, and gives no event to a request by guess', async () => {
  const environment = await stage.environment({ initializationType: 'lambda-managed-instances' });
  await environment.init();
  const results = await Promise.all([1, 2, 3].map((i) => environment.invoke({ print: `concurrent ${i}` })));
  expect(results.map(({ status }) => status)).toEqual(['success', 'success', 'success']);
  await environment.shutdown();
  const arrived = await stage.arrived(environment);
  expect(missing(environment, arrived)).toEqual([]);
  for (const { requestId } of arrived.envelopes.filter(({ type }) => type === 'function')) expect(requestId).toBeUndefined();
});

test('on Lambda Managed Instances a JSON log line belongs to the invocation that it states', async () => {
  const environment = await stage.environment({ initializationType: 'lambda-managed-instances', logFormat: 'JSON' });
  await environment.init();
  const results = await Promise.all([1, 2, 3].map((i) => environment.invoke({ print: `concurrent ${i}` })));
  await environment.shutdown();
  const arrived = await stage.arrived(environment);
  expect(missing(environment, arrived)).toEqual([]);
  const printed = arrived.envelopes.filter(({ type, record }) => type === 'function' && JSON.stringify(record).includes('concurrent'));
  expect(new Set(printed.map(({ requestId }) => requestId))).toEqual(new Set(results.map(({ requestId }) => requestId)));
  for (const { record, requestId } of printed) expect(record).toMatchObject({ requestId });
});
