import { EXTENSION, HOSTS, Stage, logOf, missing, needlessRetries } from './harness';

let stage: Stage;
let large: Stage;

beforeAll(async () => { [stage, large] = await Promise.all([Stage.start(), Stage.startWithSink()]); });
afterEach(async () => {
  await stage.disposeEnvironments();
  await large.disposeEnvironments();
});
afterAll(async () => {
  await stage.stop();
  await large.stop();
});

const successfully = { ended: 'exited', exitCode: 0 };

describe.each(HOSTS)('on $name', ({ host, runtime }) => {
  test.each([
    ['10,000 lines in one invocation', 'lines', { lines: 10_000 }],
    ['a line of 200 KB', 'large', { line: { character: 'x', length: 200_000 } }],
    ['a line of 250 KB in another script', 'script', { line: { character: '語', length: 83_333 } }],
    ['a line of one byte', 'small', { line: { character: 'y', length: 1 } }],
    ['nothing', 'silent', {}],
    ['nested objects, escapes and emoji', 'nested', { print: { a: [{ b: { c: { d: ['"\\\n\t🎉'] } } }] } }],
  ])('a function that prints %s: nothing is missing', async (_what, functionName, event) => {
    const written = functionName === 'lines' ? large : stage;
    const environment = await written.environment({ host, runtime, functionName });
    const result = await environment.invoke(event);
    expect(result).toMatchObject({ status: 'success', response: { done: true } });
    expect((await environment.shutdown()).extensions).toEqual([expect.objectContaining({ name: EXTENSION, ...successfully })]);
    const arrived = await written.arrived(environment);
    const { envelopes } = arrived;
    expect(missing(environment, arrived)).toEqual([]);
    const types = envelopes.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['platform.initStart', 'platform.start', 'platform.runtimeDone', 'platform.report']));
    expect(types.at(-1)).toBe('telemetry.summary');
    const printed = envelopes.filter(({ type }) => type === 'function');
    expect(new Set(printed.map(({ sequence }) => sequence)).size).toBe(environment.functionOutput.length);
  });

  test('JSON logs arrive as objects, with the invocation that wrote them', async () => {
    const environment = await stage.environment({ host, runtime, functionName: 'json', logFormat: 'JSON' });
    const { requestId } = await environment.invoke({ print: { order: 12345678901234567890n.toString(), nested: { deep: [1, { e: 'é' }] } } });
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    const { envelopes } = arrived;
    expect(missing(environment, arrived)).toEqual([]);
    expect(envelopes.find(({ type }) => type === 'function')).toMatchObject({
      record: { level: 'INFO', requestId },
      requestId,
      source: 'arn:aws:lambda:eu-west-1:123456789012:function:json',
      version: '$LATEST',
    });
  });

  test.each([
    ['throws', 'throws', { print: 'last words', throws: true }, 'error'],
    ['times out', 'timeout', { print: 'last words', hangs: true }, 'timeout'],
    ['calls process.exit(0)', 'exit0', { print: 'last words', exitsWith: 0 }, 'failure'],
    ['calls process.exit(1)', 'exit1', { print: 'last words', exitsWith: 1 }, 'failure'],
  ])('a function that %s: nothing is missing, and the next invocation works', async (_what, functionName, event, status) => {
    const environment = await stage.environment({ host, runtime, functionName });
    expect(await environment.invoke({ print: 'before' })).toMatchObject({ status: 'success' });
    const result = environment.invoke(event);
    if (status === 'timeout') {
      await environment.telemetry.waitUntil(({ events }) => events.some(({ json }) => json.includes('last words')));
      environment.timeOut();
    }
    expect(await result).toMatchObject({ status });
    expect(await environment.invoke({ print: 'after' })).toMatchObject({ status: 'success' });
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    const { envelopes } = arrived;
    expect(missing(environment, arrived)).toEqual([]);
    const printed = JSON.stringify(envelopes.filter(({ type }) => type === 'function').map(({ record }) => record));
    for (const words of ['before', 'last words', 'after']) expect(printed).toContain(words);
    expect(environment.extensions.map(({ exitCode }) => exitCode)).toEqual(environment.extensions.map(() => 0));
  });

  test('an environment that shuts down without an invocation delivers the events of its init', async () => {
    const environment = await stage.environment({ host, runtime, functionName: 'unused' });
    await environment.init();
    expect((await environment.shutdown()).extensions).toEqual([expect.objectContaining(successfully)]);
    const arrived = await stage.arrived(environment);
    const { envelopes } = arrived;
    expect(missing(environment, arrived)).toEqual([]);
    expect(envelopes.map(({ type }) => type)).toEqual(expect.arrayContaining(['platform.initStart', 'platform.initReport', 'telemetry.summary']));
    expect(envelopes.some(({ type }) => type === 'platform.start')).toBe(false);
  });

  test('delivers every event of many invocations once, with the request id', async () => {
    const environment = await stage.environment({ host, runtime, functionName: 'many' });
    const requestIds: string[] = [];
    for (let i = 0; i < 20; i++) requestIds.push((await environment.invoke({ print: `invocation ${i}` })).requestId);
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    const { envelopes } = arrived;
    expect(missing(environment, arrived)).toEqual([]);
    expect(needlessRetries(stage, arrived)).toEqual([]);
    const logs = envelopes.filter(({ type }) => type === 'function');
    expect([...new Set(logs.map(({ requestId }) => requestId))]).toEqual(requestIds);
    expect(new Set(envelopes.map((envelope) => envelope.environment)).size).toBe(1);
  });

  test.each([
    ['goes on', false],
    ['is frozen in between', true],
  ])('a line that a function writes 30 ms after its end arrives, where the environment %s', async (_what, freeze) => {
    const environment = await stage.environment({ host, runtime, functionName: 'late' }, { freeze });
    const printed = () => environment.telemetry.waitUntil(({ events }) => events.some(({ json }) => json.includes('30 ms after its end')));
    const first = await environment.invoke({ printsLater: { text: '30 ms after its end', ms: 30 } });
    if (!freeze) await printed();
    const second = await environment.invoke({ print: 'again', waitMs: 60 });
    await printed();
    await environment.shutdown();
    const arrived = await stage.arrived(environment);
    expect(missing(environment, arrived)).toEqual([]);
    const line = arrived.envelopes.filter(({ type, record }) => type === 'function' && JSON.stringify(record).includes('30 ms after its end'));
    expect(line).toHaveLength(1);
    // Its time may be in an invocation or between two: on a busy machine the end of the first one may take 30 ms.
    const timeOf = (type: string, { requestId }: { requestId: string }) => arrived.envelopes.find((envelope) =>
      envelope.type === type && envelope.requestId === requestId)!.time;
    const { time } = line[0];
    let expected: string | undefined;
    if (time <= timeOf('platform.runtimeDone', first)) expected = first.requestId;
    else if (time >= timeOf('platform.start', second)) expected = second.requestId;
    expect(line[0].requestId).toBe(expected);
  });

  test('logs a first line with its settings and a last line with its metrics, and nothing per batch', async () => {
    const environment = await stage.environment({ host, runtime, functionName: 'quiet' });
    for (let i = 0; i < 5; i++) await environment.invoke({ print: 'x' });
    await environment.shutdown();
    const [first, last, ...others] = logOf(environment);
    expect(first).toBe(`version 0.0.0 streams platform, function, extension telemetry of quiet to ${stage.streamArn(environment)}`);
    expect(JSON.parse(last)).toMatchObject({ _aws: expect.anything(), FunctionName: 'quiet', UndeliveredEvents: 0 });
    expect(others).toEqual([]);
  });
});

test('fills records, so that 2,000 events do not cost 2,000 PUT units', async () => {
  const environment = await large.environment({ functionName: 'cost' });
  const before = large.proxy.statistics.putUnits;
  await environment.invoke({ lines: 2_000 });
  await environment.shutdown();
  const bytes = (await large.arrived(environment)).lines.reduce((sum, line) => sum + line.length + 1, 0);
  expect(large.proxy.statistics.putUnits - before).toBeLessThanOrEqual(1.15 * Math.ceil(bytes / 25_600) + 5);
  expect(large.proxy.statistics.violations).toEqual([]);
});
