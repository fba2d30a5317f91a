import { strToU8 } from 'fflate';
import { cleanUp, environmentOf, extension, said, zipOf } from '../support';

const TELL = extension("say('ENV', process.env); await register(); await loop();");
const OWN = { TABLE: 'orders', NODE_OPTIONS: '--no-warnings', AWS_REGION: 'not-mine-to-set' };
type Variables = Record<string, string>;

afterEach(cleanUp);

interface Seen {
  readonly ofExtension: Variables;
  readonly ofFunction: Variables;
  readonly api: string;
  readonly root: string;
}

async function variables(setup: Parameters<typeof environmentOf>[0] = {}): Promise<Seen> {
  const environment = await environmentOf({ code: 'return process.env;', extensions: { tell: TELL }, environment: OWN, region: 'eu-west-1', ...setup });
  const { response } = await environment.invoke({});
  return { ofExtension: said<Variables>(environment.extensions[0], 'ENV')[0], ofFunction: response as Variables, api: environment.runtimeApi, root: environment.root };
}

test('an extension gets the function\'s own variables and a few of Lambda\'s, and no others', async () => {
  const { ofExtension, api, root } = await variables();
  // Without the variables that a shell or Node.js adds.
  const names = Object.keys(ofExtension).filter((name) => !['_', 'PWD', 'SHLVL'].includes(name)).sort();
  expect(names).toEqual([
    'AWS_ACCESS_KEY_ID', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE',
    'AWS_LAMBDA_RUNTIME_API', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'LANG', 'LD_LIBRARY_PATH', 'NODE_OPTIONS', 'PATH', 'TABLE', 'TZ',
  ]);
  expect(ofExtension).toMatchObject({
    TABLE: 'orders', NODE_OPTIONS: '--no-warnings', AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128', AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand', AWS_LAMBDA_RUNTIME_API: api, TZ: ':UTC',
  });
  expect(ofExtension.PATH.split(':')[0]).toBe(`${root}/var/lang/bin`);
});

test('the function gets all of Lambda\'s variables', async () => {
  const { ofFunction, root } = await variables({ logFormat: 'JSON', applicationLogLevel: 'WARN' });
  expect(ofFunction).toMatchObject({
    TABLE: 'orders', _HANDLER: 'index.handler', LAMBDA_TASK_ROOT: `${root}/var/task`, LAMBDA_RUNTIME_DIR: `${root}/var/runtime`,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.stringContaining('[$LATEST]'), AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'WARN',
    _X_AMZN_TRACE_ID: expect.stringContaining('Root='),
  });
});

test('no variable of the simulator\'s process is passed on', async () => {
  process.env.SIMULATOR_TEST_LEAK = 'leak';
  try {
    const { ofExtension, ofFunction } = await variables();
    expect({ ...ofExtension, ...ofFunction }).not.toHaveProperty('SIMULATOR_TEST_LEAK');
    expect({ ...ofExtension, ...ofFunction }).not.toHaveProperty('HOME');
  } finally {
    delete process.env.SIMULATOR_TEST_LEAK;
  }
});

test('with SnapStart the credentials come from an endpoint with a token', async () => {
  const probe = extension(`
    const get = (Authorization) => fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, { headers: { Authorization } });
    const good = await get(process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN);
    say('ENV', process.env); say('CREDENTIALS', { bad: (await get('guess')).status, good: await good.json() });
    await register(); await loop();`);
  const environment = await environmentOf({
    initializationType: 'snap-start', credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }, extensions: { probe },
  });
  await environment.init();
  const [state] = environment.extensions;
  expect(said(state, 'CREDENTIALS')).toMatchObject([{ bad: 404, good: { AccessKeyId: 'AKID', SecretAccessKey: 'secret', Token: 'token' } }]);
  expect(said<Variables>(state, 'ENV')[0]).not.toHaveProperty('AWS_ACCESS_KEY_ID');
});

test('layers are extracted in order with their file modes, and an extension runs from them', async () => {
  const file = (text: string, mode = 0o100644): [Uint8Array, { os: number; attrs: number }] => [strToU8(text), { os: 3, attrs: mode * 0x10000 }];
  const environment = await environmentOf({
    layers: [
      zipOf({ 'shared/who': file('first', 0o100444), 'extensions/launcher': file('#!/bin/sh\nexec node "$(dirname "$0")/../private/main.js" "$0"\n', 0o100755) }),
      zipOf({ 'shared/who': file('second'), 'private/main.js': file(TELL.replace('process.argv[1]', 'process.argv[2]')), 'extensions/folder/ignored': file('x') }),
    ],
    code: "return require('fs').readFileSync('../../opt/shared/who', 'utf8');",
  });
  expect((await environment.invoke({})).response).toBe('second');
  expect(environment.extensions.map(({ name, state }) => [name, state])).toEqual([['launcher', 'ready']]);
});
