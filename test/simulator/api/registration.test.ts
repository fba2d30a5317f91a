import { cleanUp, environmentOf, extension, IDLE, said } from '../support';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, string>;
}

afterEach(cleanUp);

/** Runs an extension's script, and returns the responses that it printed. */
async function answersOf(script: string, initializationType?: 'lambda-managed-instances'): Promise<Answer[]> {
  const environment = await environmentOf({ extensions: { probe: extension(script) }, initializationType });
  await environment.init();
  return said<Answer>(environment.extensions[0], 'ANSWER');
}

async function errorsOf(script: string, initializationType?: 'lambda-managed-instances'): Promise<string[]> {
  return (await answersOf(script, initializationType)).map(({ status, body }) => `${status} ${body.errorType}`);
}

describe('registration', () => {
  test('returns the function and an identifier', async () => {
    const [answer] = await answersOf("say('ANSWER', await register()); await loop();");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ functionName: 'orders', functionVersion: '$LATEST', handler: 'index.handler' });
    expect(answer.headers['lambda-extension-identifier']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  test('returns the account id if the extension requests the feature', async () => {
    const [answer] = await answersOf("say('ANSWER', await register(['INVOKE'], { 'Lambda-Extension-Accept-Feature': 'other, accountId' })); await loop();");
    expect(answer.body.accountId).toBe('123456789012');
  });

  test('can omit the account id, as older versions of Lambda do', async () => {
    const script = "say('ANSWER', await register(['INVOKE'], { 'Lambda-Extension-Accept-Feature': 'accountId' })); await loop();";
    const environment = await environmentOf({ extensions: { probe: extension(script) }, options: { accountIdInRegistration: false } });
    await environment.init();
    expect(said<Answer>(environment.extensions[0], 'ANSWER')[0].body).not.toHaveProperty('accountId');
  });

  test('rejects a missing name, a name that differs from the file, and a second registration', async () => {
    const errors = await errorsOf(`
      say('ANSWER', await register(['INVOKE'], { 'Lambda-Extension-Name': '' }));
      say('ANSWER', await register(['INVOKE'], { 'Lambda-Extension-Name': 'someone-else' }));
      await register();
      const mine = id;
      say('ANSWER', await register());
      id = mine;
      await loop();`);
    expect(errors).toEqual(['403 Extension.InvalidExtensionName', '403 Extension.InvalidExtensionName', '403 Extension.InvalidExtensionState']);
  });

  test('rejects unknown events and an invalid body', async () => {
    const errors = await errorsOf(`
      say('ANSWER', await register(['INVOKE', 'DANCE']));
      for (const body of ['', '{"events": 1}']) say('ANSWER', await call('POST', '/2020-01-01/extension/register', { 'Lambda-Extension-Name': NAME, body }));
      await register(); await loop();`);
    expect(errors).toEqual(['403 Extension.InvalidEventType', '403 InvalidRequestFormat', '403 InvalidRequestFormat']);
  });

  test('is closed after the runtime called next', async () => {
    const environment = await environmentOf({
      extensions: { probe: extension("await register(); await next(); say('ANSWER', await register()); await next();") },
    });
    await environment.invoke({});
    expect(said<Answer>(environment.extensions[0], 'ANSWER')[0].body.errorType).toBe('Extension.RegistrationClosed');
  });

  test('is closed by the runtime\'s call of next, before the init ends', async () => {
    const answers = await answersOf(`
      await register(); const mine = id; let answer;
      do { answer = await register(); } while (answer.body.errorType === 'Extension.InvalidExtensionState');
      say('ANSWER', answer); id = mine; await loop();`);
    expect(answers.map(({ body }) => body.errorType)).toEqual(['Extension.RegistrationClosed']);
  });

  test('accepts ten extensions and rejects the eleventh', async () => {
    const script = extension("const { status, body } = await register(); if (status !== 200) { say('REFUSED', body.errorType); process.exit(1); } await loop();");
    const extensions = Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`extension-${i}`, script]));
    const environment = await environmentOf({ extensions });
    const { status } = await environment.init();
    expect(status).toBe('failure');
    expect(environment.extensions.flatMap((state) => said(state, 'REFUSED'))).toEqual(['Extension.TooManyExtensions']);
  });

  test('rejects INVOKE on Managed Instances', async () => {
    const errors = await errorsOf("say('ANSWER', await register()); await register(['SHUTDOWN']); await loop();", 'lambda-managed-instances');
    expect(errors).toEqual(['403 Extension.InvalidEventType']);
  });
});

describe('next', () => {
  test('rejects a missing, a malformed and an unknown identifier', async () => {
    const errors = await errorsOf(`
      const ask = (headers) => call('GET', '/2020-01-01/extension/event/next', headers);
      say('ANSWER', await ask({}));
      say('ANSWER', await ask({ 'Lambda-Extension-Identifier': 'me' }));
      say('ANSWER', await ask({ 'Lambda-Extension-Identifier': '6d68ca91-49c9-448d-89b8-7ca3e6dc66aa' }));
      await register(); await loop();`);
    expect(errors).toEqual([
      '403 Extension.MissingExtensionIdentifier', '403 Extension.InvalidExtensionIdentifier', '403 Extension.UnknownExtensionIdentifier',
    ]);
  });

  test('rejects a second call while the first one is open', async () => {
    const environment = await environmentOf({
      extensions: {
        probe: extension(`
      await register();
      const both = [next(), next()];
      say('ANSWER', await Promise.race(both));
      await Promise.all(both);
      await loop();`),
      },
    });
    await environment.invoke({});
    expect(said<Answer>(environment.extensions[0], 'ANSWER').map(({ status, body }) => `${status} ${body.errorType}`)).toEqual(['403 Extension.InvalidExtensionState']);
  });
});

describe('an error report', () => {
  const report = (path: string, type = 'Extension.NoLicence'): string => `call('POST', '/2020-01-01/extension/${path}/error', {
    'Lambda-Extension-Identifier': id, ${type ? `'Lambda-Extension-Function-Error-Type': '${type}',` : ''} body: { errorMessage: 'why', errorType: 'x', stackTrace: [] } })`;

  test('fails the init with the error type', async () => {
    const environment = await environmentOf({ extensions: { probe: extension(`await register(); say('ANSWER', await ${report('init')}); await sleep(600_000);`) }, options: { shutdownMs: 50 } });
    expect(await environment.init()).toMatchObject({ status: 'failure', error: { errorType: 'Extension.NoLicence', errorMessage: 'why' } });
  });

  test('requires the error type in a header', async () => {
    expect(await errorsOf(`await register(); say('ANSWER', await ${report('init', '')}); await loop();`)).toEqual(['403 Extension.MissingHeader']);
  });

  test('rejects an init error after the first call of next', async () => {
    const environment = await environmentOf({ extensions: { probe: extension(`await register(); await next(); say('ANSWER', await ${report('init')}); await loop();`) } });
    await environment.invoke({});
    expect(said<Answer>(environment.extensions[0], 'ANSWER')[0].body.errorType).toBe('Extension.InvalidExtensionState');
  });

  test('fails the invocation with the error type', async () => {
    const environment = await environmentOf({
      code: 'await new Promise((resolve) => setTimeout(resolve, 600_000));',
      extensions: { probe: extension(`await register(); await next(); say('ANSWER', await ${report('exit')}); process.exit(1);`) },
    });
    expect(await environment.invoke({})).toMatchObject({ status: 'failure', error: { errorType: 'Extension.NoLicence' } });
  });
});

test('returns 404 for an unknown path', async () => {
  const environment = await environmentOf({ extensions: { idle: IDLE } });
  await environment.init();
  expect((await fetch(`http://${environment.runtimeApi}/2030-01-01/extension/register`, { method: 'POST' })).status).toBe(404);
});
