import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ExpectedLogs, ExpectedRecord, GO_JSON, GO_TEXT, JAVA_JSON, JAVA_TEXT, PYTHON_JSON, PYTHON_TEXT, SHELL_JSON, SHELL_TEXT,
} from './expected';
import { assertNativeHost } from './hosts';
import { Build, Built, goFunction, javaFunction, pythonFunction, shellFunction } from './languages';
import type { Envelope } from '../../consumer-src';
import { ExecutionEnvironment, FunctionConfiguration } from '../../simulator';
import { EXTENSION, missing, Stage } from '../end-to-end/harness';

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

const ORDER = { articles: ['tea', 'teapot'] };
const UNKNOWN = { articles: ['kettle'] };
const SLOW = { articles: ['tea'], supplierSeconds: 600 };

type Formats = Readonly<Record<'Text' | 'JSON', ExpectedLogs>>;

describe.each<[string, Build, Formats]>([
  ['Python', pythonFunction, { Text: PYTHON_TEXT, JSON: PYTHON_JSON }],
  ['Java', javaFunction, { Text: JAVA_TEXT, JSON: JAVA_JSON }],
  ['Go', goFunction, { Text: GO_TEXT, JSON: GO_JSON }],
  ['shell', shellFunction, { Text: SHELL_TEXT, JSON: SHELL_JSON }],
])('a function in %s', (_language, build, formats) => {
  let built: Built;
  beforeAll(async () => { built = await build(home); });

  async function start(config: Partial<FunctionConfiguration> = {}): Promise<ExecutionEnvironment> {
    return stage.environment({ ...built, ...config }, { enforceTimeouts: false });
  }

  /** The records of an invocation, told by the request id of the envelopes. */
  async function recordsOf(environment: ExecutionEnvironment, requestId: string): Promise<unknown[]> {
    const { envelopes } = await stage.arrived(environment);
    return envelopes.filter((envelope) => envelope.type === 'function' && envelope.requestId === requestId).map(({ record }) => record);
  }

  describe.each<'Text' | 'JSON'>(['Text', 'JSON'])('with %s logs', (logFormat) => {
    const expected = formats[logFormat];

    test('its logs arrive with their levels and with the request id of their invocation', async () => {
      const environment = await start({ logFormat });
      const first = await environment.invoke(ORDER);
      const second = await environment.invoke(ORDER);
      expect([first.status, second.status]).toEqual(['success', 'success']);
      await environment.shutdown();
      expect(missing(environment, await stage.arrived(environment))).toEqual([]);
      for (const { requestId } of [first, second]) expectRecords(await recordsOf(environment, requestId), expected.order(requestId));
      expect(linesWithoutInvocation(await envelopesOf(environment))).toEqual([]);
    });

    test('its error arrives, and the next invocation works', async () => {
      const environment = await start({ logFormat });
      const { requestId, ...failed } = await environment.invoke(UNKNOWN);
      expect(failed).toMatchObject({ status: 'error', error: { errorType: expect.stringMatching(/UnknownArticle$/), errorMessage: 'there is no kettle' } });
      const after = await environment.invoke(ORDER);
      await environment.shutdown();
      expect(missing(environment, await stage.arrived(environment))).toEqual([]);
      expectRecords(await recordsOf(environment, requestId), expected.unknownArticle(requestId));
      expectRecords(await recordsOf(environment, after.requestId), expected.order(after.requestId));
      const done = (await envelopesOf(environment)).find((envelope) => envelope.type === 'platform.runtimeDone' && envelope.requestId === requestId);
      expect(done?.record).toMatchObject({ status: 'error', errorType: expect.stringMatching(/UnknownArticle$/) });
    });

    test('when it times out, all that it wrote before arrives, and the next invocation works', async () => {
      const environment = await start({ logFormat });
      const running = environment.invoke(SLOW);
      await environment.telemetry.waitUntil(({ events }) => events.some(({ type, json }) => type === 'function' && json.includes('reserved')));
      environment.timeOut();
      const { requestId, status } = await running;
      expect(status).toBe('timeout');
      const after = await environment.invoke(ORDER);
      await environment.shutdown();
      expect(missing(environment, await stage.arrived(environment))).toEqual([]);
      const written = (await recordsOf(environment, requestId)).map((record) => JSON.stringify(record)).join();
      expect(written).toContain('order of 1 article');
      expect(written).toMatch(/reserved/);
      expect(written).toMatch(/Task timed out after \d+\.\d\d seconds/);
      expectRecords(await recordsOf(environment, after.requestId), expected.order(after.requestId));
    });
  });

  test('its extension starts before it, and shuts down after it', async () => {
    const environment = await start();
    await environment.invoke(ORDER);
    const { extensions } = await environment.shutdown();
    expect(extensions).toEqual([expect.objectContaining({ name: EXTENSION, ended: 'exited', exitCode: 0 })]);
    const envelopes = await envelopesOf(environment);
    const runtimeVersion = /^(python:3\.13|java:21|provided:al2023)\.v\d+$/;
    expect(envelopes[0]).toMatchObject({ type: 'platform.initStart', record: { runtimeVersion: expect.stringMatching(runtimeVersion) } });
    expect(envelopes.at(-1)?.type).toBe('telemetry.summary');
  });
});

async function envelopesOf(environment: ExecutionEnvironment): Promise<readonly Envelope[]> {
  return (await stage.arrived(environment)).envelopes;
}

function linesWithoutInvocation(envelopes: readonly Envelope[]): unknown[] {
  return envelopes.filter(({ type, requestId }) => type === 'function' && requestId === undefined).map(({ record }) => record);
}

/** Compares in any order: stdout and the descriptor for framed messages are two pipes. */
function expectRecords(records: readonly unknown[], expected: readonly ExpectedRecord[]): void {
  const left = [...records];
  for (const one of expected) {
    const index = left.findIndex((record) => one instanceof RegExp ? typeof record === 'string' && one.test(record) : matchesObject(record, one));
    if (index < 0) expect(left).toContainEqual(one instanceof RegExp ? expect.stringMatching(one) : expect.objectContaining(one));
    left.splice(index, 1);
  }
  expect(left).toEqual([]);
}

function matchesObject(record: unknown, expected: object): boolean {
  try {
    expect(record).toMatchObject(expected);
    return true;
  } catch {
    return false;
  }
}
