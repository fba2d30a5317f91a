import { EXTENSION, FLUSH_TIMEOUT_MS, HOSTS, Stage, logOf, missing, needlessRetries } from './harness';
import type { ExecutionEnvironment } from '../../simulator';
import { NO_FAULTS } from '../../simulator/kinesis';

let stage: Stage;

beforeAll(async () => { stage = await Stage.startWithSink(); });
afterEach(async () => {
  stage.proxy.faults = NO_FAULTS;
  await stage.disposeEnvironments();
});
afterAll(() => stage.stop());

/** Checks that the extension does not affect the function: each invocation succeeds, and none is held until the flush timeout. */
async function runsUntouched(environment: ExecutionEnvironment): Promise<void> {
  for (let i = 0; i < 5; i++) {
    const result = await environment.invoke({ print: `invocation ${i}` });
    expect(result).toMatchObject({ status: 'success', response: { done: true } });
    expect(result.holdMs).toBeLessThan(FLUSH_TIMEOUT_MS / 2);
  }
  expect((await environment.shutdown()).extensions).toEqual([expect.objectContaining({ name: EXTENSION, ended: 'exited', exitCode: 0 })]);
}

/** Returns whether the extension subscribed to telemetry. If not, it waits for no event and holds no invocation. */
function takesTelemetry(environment: ExecutionEnvironment): boolean {
  return environment.extensions.some(({ telemetryPort }) => telemetryPort !== undefined);
}

describe.each(HOSTS)('on $name', ({ host, runtime }) => {
  test.each([
    ['is missing', '', /^streams nothing: KINESIS_TELEMETRY_STREAM_ARN is not set: it must be the ARN of a Kinesis stream/],
    ['is malformed', 'telemetry', /^streams nothing: KINESIS_TELEMETRY_STREAM_ARN must be the ARN of a Kinesis stream, .*, got "telemetry"$/],
  ])('logs one line and does not affect the function if the stream ARN %s', async (_what, arn, line) => {
    const environment = await stage.environment({ host, runtime, environment: { KINESIS_TELEMETRY_STREAM_ARN: arn } });
    await runsUntouched(environment);
    expect(takesTelemetry(environment)).toBe(false);
    expect(logOf(environment)).toEqual([expect.stringMatching(line)]);
  });

  test('logs an invalid setting with its value and the allowed values', async () => {
    const environment = await stage.environment({ host, runtime, environment: { KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS: 'soon' } });
    await runsUntouched(environment);
    expect(takesTelemetry(environment)).toBe(false);
    expect(logOf(environment)).toEqual([
      'streams nothing: KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS must be a whole number of milliseconds between 50 and 30000, got "soon"',
    ]);
  });

  test('idles if it is disabled', async () => {
    const environment = await stage.environment({ host, runtime, environment: { KINESIS_TELEMETRY_ENABLED: 'false' } });
    await runsUntouched(environment);
    expect(takesTelemetry(environment)).toBe(false);
    expect(logOf(environment)).toEqual(['is switched off by KINESIS_TELEMETRY_ENABLED=false and streams nothing']);
    expect((await stage.arrived(environment)).envelopes).toEqual([]);
  });

  test('logs one line and does not affect the function if the stream does not exist', async () => {
    const environment = await stage.environment({
      host, runtime, environment: { KINESIS_TELEMETRY_STREAM_ARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/nowhere' },
    });
    await runsUntouched(environment);
    expect(logOf(environment).filter((line) => line.startsWith('cannot deliver'))).toEqual([
      expect.stringMatching(/^cannot deliver to arn:aws:kinesis:eu-west-1:123456789012:stream\/nowhere: ResourceNotFoundException: /),
    ]);
  });

  test('logs one line and does not affect the function if a policy denies the call', async () => {
    stage.proxy.faults = { call: { kind: 'error', error: 'AccessDeniedException', message: 'no identity-based policy allows kinesis:PutRecords' } };
    const environment = await stage.environment({ host, runtime });
    await runsUntouched(environment);
    expect(logOf(environment).filter((line) => line.startsWith('cannot deliver'))).toEqual([
      expect.stringContaining('AccessDeniedException: no identity-based policy allows kinesis:PutRecords'),
    ]);
  });

  test('does not affect the function if there are no credentials', async () => {
    const environment = await stage.environment({ runtime, credentials: { accessKeyId: '', secretAccessKey: '' } });
    await runsUntouched(environment);
    expect(logOf(environment).some((line) => line.startsWith('cannot deliver'))).toBe(true);
  });

  test("ignores the function's own Node.js options", async () => {
    const environment = await stage.environment({
      host, runtime,
      environment: { NODE_OPTIONS: '--require=./tracer-of-the-function.cjs', NODE_PATH: '/nowhere', NODE_EXTRA_CA_CERTS: '/no/such/file', NODE_DEBUG: 'http' },
    });
    // The function fails, because its tracer does not exist. The extension must not fail.
    await environment.invoke({});
    await environment.shutdown();
    expect(environment.extensions.map(({ exitCode }) => exitCode)).toEqual(environment.extensions.map(() => 0));
    expect(logOf(environment)).not.toContainEqual(expect.stringMatching(/tracer|HTTP \d/));
    expect(logOf(environment)[0]).toMatch(/^version /);
  });

  test('retries rejected records and calls, and only those', async () => {
    stage.proxy.statistics.reset();
    stage.proxy.next({ call: { kind: 'error', error: 'InternalFailure' } }, { recordFailureRate: 0.5 }, { call: { kind: 'error', error: 'ServiceUnavailable' } });
    const environment = await stage.environment({ host, runtime });
    for (let i = 0; i < 5; i++) expect(await environment.invoke({ lines: 500 })).toMatchObject({ status: 'success' });
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    expect(missing(environment, arrived)).toEqual([]);
    expect(needlessRetries(stage, arrived)).toEqual([]);
    expect(stage.proxy.statistics.failedCalls).toBe(2);
    expect(stage.proxy.statistics.violations).toEqual([]);
  });

  test('retries a call after its connection was closed, with the same sequence numbers for records that arrive twice', async () => {
    stage.proxy.next(NO_FAULTS, { call: { kind: 'reset', delivered: true } });
    const environment = await stage.environment({ host, runtime });
    for (let i = 0; i < 3; i++) await environment.invoke({ print: 'x' });
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    expect(missing(environment, arrived)).toEqual([]);
    expect(arrived.lines.length).toBeGreaterThan(new Set(arrived.lines).size);
    expect(new Set(arrived.envelopes.map(({ sequence }) => sequence)).size).toBe(new Set(arrived.lines).size);
  });
});

test('delivers everything after SIGTERM and exits with code 0', async () => {
  const environment = await stage.environment({}, { freeze: false });
  await environment.invoke({ print: 'x' });
  const [extension] = environment.extensions;
  process.kill(Number(extension.pid), 'SIGTERM');
  while (extension.exitCode === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(extension.exitCode).toBe(0);
  const { envelopes } = await stage.arrived(environment);
  expect(envelopes.at(-1)).toMatchObject({ type: 'telemetry.summary', record: { shutdownReason: 'sigterm' } });
});

test('holds no invocation in a local emulator without the Telemetry API', async () => {
  const environment = await stage.environment({}, { telemetry: { supported: false } });
  await runsUntouched(environment);
  expect(takesTelemetry(environment)).toBe(false);
  expect(logOf(environment)[0]).toMatch(/streams nothing: this environment has no Telemetry API/);
});

test('delivers events without request ids on Lambda Managed Instances', async () => {
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
