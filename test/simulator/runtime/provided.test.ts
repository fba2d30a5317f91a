import { chmodSync } from 'node:fs';
import path from 'node:path';
import { strToU8 } from 'fflate';
import { ExecutionEnvironment, FunctionConfiguration, LambdaRuntime, nodeBinary } from '../../../simulator';
import { cleanUp, codeOf, environmentOf, extension, said, types, zipOf } from '../support';

afterEach(cleanUp);

type Variables = Record<string, string>;

/** These tests need no language besides Node.js, and PATH has none: the launcher names its file. */
const withoutPath = (script: string): string => `#!/bin/sh\n":" //; exec "${nodeBinary('nodejs22.x')}" "$0"\n${script}`;

/** Serves invocations with `handle(event)`, which returns the response. */
const serve = (handle: string): string => withoutPath(`
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
const handle = (event) => {${handle}};
(async () => {
  for (;;) {
    const next = await fetch(api + 'invocation/next');
    const response = JSON.stringify(handle(await next.json()) ?? null);
    await fetch(api + 'invocation/' + next.headers.get('lambda-runtime-aws-request-id') + '/response', { method: 'POST', body: response });
  }
})();
`);

async function provided(
  bootstrap: string | undefined, config: Partial<FunctionConfiguration> = {}, mode = 0o755, extensions = {},
): Promise<ExecutionEnvironment> {
  const codeDirectory = codeOf(bootstrap === undefined ? {} : { bootstrap });
  if (bootstrap !== undefined) chmodSync(path.join(codeDirectory, 'bootstrap'), mode);
  return environmentOf({ runtime: 'provided.al2023', codeDirectory, handler: 'any', extensions, ...config });
}

test('a function has the variables of an OS-only runtime, and its extension too', async () => {
  const tell = withoutPath(extension("say('ENV', process.env); await register(); await loop();").replace('#!/usr/bin/env node', ''));
  const environment = await provided(serve('return process.env;'), {}, 0o755, { tell });
  const ofFunction = (await environment.invoke({})).response as Variables;
  const [ofExtension] = said<Variables>(environment.extensions[0], 'ENV');
  const { root } = environment;
  expect(ofFunction).toMatchObject({
    _HANDLER: 'any', LAMBDA_TASK_ROOT: `${root}/var/task`, LAMBDA_RUNTIME_DIR: `${root}/var/runtime`, AWS_LAMBDA_LOG_FORMAT: 'Text',
    PATH: `${root}/usr/local/bin:${root}/usr/bin:${root}/bin:${root}/opt/bin`,
    LD_LIBRARY_PATH: `/lib64:/usr/lib64:${root}/var/runtime:${root}/var/runtime/lib:${root}/var/task:${root}/var/task/lib:${root}/opt/lib`,
  });
  for (const name of ['AWS_EXECUTION_ENV', '_LAMBDA_TELEMETRY_LOG_FD', 'NODE_PATH', 'PYTHONPATH']) expect(ofFunction).not.toHaveProperty(name);
  expect(ofExtension.PATH).toBe(ofFunction.PATH);
  expect(ofExtension).not.toHaveProperty('LAMBDA_TASK_ROOT');
});

test('neither the function nor its extension finds Node.js, but both find the programs of Lambda\'s image', async () => {
  const find = "require('node:child_process').execSync('command -v sh node nodejs npm npx || true', { shell: '/bin/sh' }).toString()";
  const look = withoutPath(extension(`say('FOUND', ${find}); await register(); await loop();`).replace('#!/usr/bin/env node', ''));
  const environment = await provided(serve(`return ${find};`), {}, 0o755, { look });
  const sh = `${environment.root}/usr/bin/sh\n`;
  expect((await environment.invoke({})).response).toBe(sh);
  expect(said(environment.extensions[0], 'FOUND')).toEqual([sh]);
});

test('an extension that is a Node.js script cannot be started', async () => {
  const environment = await provided(serve(''), {}, 0o755, { script: extension('await register(); await loop();') });
  const { status, error } = await environment.init();
  expect({ status, error }).toEqual({ status: 'failure', error: { errorType: 'Extension.Crash', errorMessage: 'exit status 127' } });
  expect(environment.extensions[0].output.map(({ text }) => text).join()).toMatch(/node.*No such file/);
});

test('each line is an event, and in the JSON format a line with an object is that object', async () => {
  const print = String.raw`console.log('two\nlines'); console.error('{"level":"WARN","n":12345678901234567890}'); console.log('{not json}');`;
  const records = async (logFormat: 'Text' | 'JSON') => {
    const environment = await provided(serve(print), { logFormat });
    await environment.invoke({});
    return environment.telemetry.events.filter(({ type }) => type === 'function').map(({ json }) => json.slice(json.indexOf('"record":') + 9, -1)).sort();
  };
  const text = [String.raw`"{\"level\":\"WARN\",\"n\":12345678901234567890}"`, '"lines"', '"two"', '"{not json}"'];
  expect(await records('Text')).toEqual([...text].sort());
  expect(await records('JSON')).toEqual([...text.slice(1), '{"level":"WARN","n":12345678901234567890}'].sort());
});

test('a layer can have the bootstrap', async () => {
  const layer = zipOf({ bootstrap: [strToU8(serve('return process.argv[1];')), { os: 3, attrs: 0o100755 * 0x10000 }] });
  const environment = await provided(undefined, { layers: [layer] });
  expect((await environment.invoke({})).response).toBe(`${environment.root}/opt/bootstrap`);
});

test.each([
  ['is missing', undefined, 0o755, /^Couldn't find valid bootstrap\(s\): \[\S+\/var\/runtime\/bootstrap \S+\/var\/task\/bootstrap \S+\/opt\/bootstrap\]$/],
  ['has no permission to be executed', serve(''), 0o644, /^fork\/exec \S+\/var\/task\/bootstrap: permission denied$/],
  ['is no program', 'x = 1', 0o755, /^fork\/exec \S+\/var\/task\/bootstrap: exec format error$/],
  ['is for an interpreter that is not there', '#!/no/such/interpreter\n', 0o755, /^fork\/exec \S+\/var\/task\/bootstrap: no such file or directory$/],
])('the init phase fails if the bootstrap %s', async (_what, bootstrap, mode, message) => {
  const environment = await provided(bootstrap, {}, mode);
  const { status, error } = await environment.init();
  expect({ status, errorType: error?.errorType }).toEqual({ status: 'failure', errorType: 'Runtime.InvalidEntrypoint' });
  expect(error?.errorMessage).toMatch(message);
  expect(types(environment.telemetry.events)).toContain('platform.initReport');
});

describe('a configuration is rejected', () => {
  test.each<[string, Partial<FunctionConfiguration>, RegExp]>([
    ['with an unknown runtime', { runtime: 'ruby3.4' as LambdaRuntime }, /one of nodejs22\.x, .*python3\.13, .*java21, .*provided\.al2023, got "ruby3\.4"$/],
    ['for Python without a runtime client', { runtime: 'python3.13' }, /python3\.13 needs a runtime client for python, got none: pass runtimeClient: await pythonClient\(\)$/],
    ['for Java with the client of Python', {
      runtime: 'java21', runtimeClient: { language: 'python', program: 'python3', version: '3.13', packages: '/' },
    }, /java21 needs a runtime client for java, got python: pass runtimeClient: await javaClient\(\)$/],
    ['for Managed Instances without Node.js', { initializationType: 'lambda-managed-instances' }, /only with Node\.js, got the runtime provided\.al2023$/],
  ])('%s', async (_what, config, message) => {
    await expect(provided(serve(''), config)).rejects.toThrow(message);
  });
});
