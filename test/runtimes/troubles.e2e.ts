import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertNativeHost } from './hosts';
import { Built, goFunction, javaFunction, PANICKING_GO_FUNCTION, pythonFunction } from './languages';
import { InvocationResult } from '../../simulator';
import { missing, Stage } from '../end-to-end/harness';

let stage: Stage;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'runtimes-'));
  await assertNativeHost();
  stage = await Stage.start();
});
afterEach(async () => stage.disposeEnvironments());
afterAll(async () => {
  await stage.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Invokes a function once, and returns the result and the records of its log, after a check that nothing is missing. */
async function lifeOf(built: Built): Promise<{ result: InvocationResult; records: readonly unknown[]; withInvocation: readonly unknown[] }> {
  const environment = await stage.environment(built, { enforceTimeouts: false });
  const result = await environment.invoke({});
  await environment.shutdown();
  const arrived = await stage.arrived(environment);
  expect(missing(environment, arrived)).toEqual([]);
  const log = arrived.envelopes.filter(({ type }) => type === 'function');
  return {
    result,
    records: log.map(({ record }) => record),
    withInvocation: log.filter(({ requestId }) => requestId === result.requestId).map(({ record }) => record),
  };
}

test('Python: a process that ends itself is a crash, and its last words arrive', async () => {
  const { result, withInvocation } = await lifeOf(await pythonFunction(home, 'troubles.exits'));
  expect(result).toMatchObject({ status: 'failure', error: { errorType: 'Runtime.ExitError' } });
  expect(withInvocation).toEqual([
    expect.stringMatching(/^\[ERROR\]\t\S+\t\S+\tlast words\n$/),
    expect.stringMatching(/Error: Runtime exited with error: exit status 3\nRuntime\.ExitError\n$/),
  ]);
});

test('Python: a module that cannot be imported fails the init phase, and the reason arrives', async () => {
  const { result, records } = await lifeOf(await pythonFunction(home, 'nothing.handler'));
  expect(result).toMatchObject({ status: 'error', error: { errorType: 'Runtime.ImportModuleError' } });
  expect(records).toContainEqual(expect.stringMatching(/^\[ERROR\] Runtime\.ImportModuleError: Unable to import module 'nothing': No module named 'nothing'\n/));
});

test('Java: an exception with its cause is one event, and a stack trace that the function prints is one event a line', async () => {
  const { result, withInvocation } = await lifeOf(await javaFunction(home, 'com.example.Troubles'));
  expect(result).toMatchObject({ status: 'error', error: { errorType: 'java.lang.IllegalArgumentException', errorMessage: 'the effect' } });
  const printed = withInvocation.filter((record) => /^\tat |^java\.lang\.IllegalStateException: the cause$/.test(String(record)));
  const thrown = withInvocation.filter((record) => !printed.includes(record));
  expect(printed.length).toBeGreaterThan(2);
  expect(thrown).toEqual([expect.stringMatching(
    /^the effect: java\.lang\.IllegalArgumentException\njava\.lang\.IllegalArgumentException: the effect\n(\tat .+\n)+Caused by: java\.lang\.IllegalStateException: the cause\n/,
  )]);
});

test('Java: a class that is not there fails, and the reason arrives', async () => {
  const { result, records } = await lifeOf(await javaFunction(home, 'com.example.Nothing'));
  expect(result).toMatchObject({ status: 'error', error: { errorType: 'java.lang.ClassNotFoundException' } });
  expect(records).toContainEqual(expect.stringMatching(/^Class not found: com\.example\.Nothing: java\.lang\.ClassNotFoundException\n/));
});

test('Go: a panic is one event with the stack trace as JSON, and ends the process', async () => {
  const { result, withInvocation } = await lifeOf(await goFunction(home, PANICKING_GO_FUNCTION));
  expect(result).toMatchObject({ status: 'failure', error: { errorMessage: 'assignment to entry in nil map' } });
  expect(withInvocation).toEqual([
    expect.stringMatching(/^\S+ \S+ \{"errorMessage":"assignment to entry in nil map","errorType":"\w+","stackTrace":\[\{"path":.+\}\]\}$/),
    expect.stringMatching(/^\S+ \S+ calling the handler function resulted in a panic, the process should exit$/),
    expect.stringMatching(/Error: Runtime exited with error: exit status 1\nRuntime\.ExitError\n$/),
  ]);
});
