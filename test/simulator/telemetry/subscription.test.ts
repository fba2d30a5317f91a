import { parseSubscription, ValidationError } from '../../../simulator/telemetry/subscription-request';
import { cleanUp, environmentOf, extension, said } from '../support';

afterEach(cleanUp);

const VALID = {
  schemaVersion: '2025-01-29',
  types: ['platform', 'function', 'extension'],
  destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:4243/path' },
  buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 25 },
};

function parse(changes: object, managedInstance = false): ReturnType<typeof parseSubscription> {
  return parseSubscription(JSON.stringify({ ...VALID, ...changes }), managedInstance);
}

describe('a subscription', () => {
  test('is parsed', () => {
    expect(parse({})).toEqual({
      schemaVersion: '2025-01-29', types: ['platform', 'function', 'extension'],
      destination: { port: 4243, path: '/path', host: 'sandbox.localdomain:4243' },
      buffering: { maxItems: 1000, maxBytes: 262144, timeoutMs: 25 },
    });
  });

  test.each([
    ['an older schema', { schemaVersion: '2022-07-01' }],
    ['the middle schema', { schemaVersion: '2022-12-13' }],
    ['the short host', { destination: { protocol: 'HTTP', URI: 'http://sandbox:4243' } }],
    ['the upper bounds', { buffering: { maxItems: 10000, maxBytes: 1048576, timeoutMs: 30000 } }],
    ['no buffering', { buffering: undefined }],
  ])('can have %s', (_what, changes) => {
    expect(() => parse(changes)).not.toThrow();
  });

  test.each([
    ['schemaVersion', { schemaVersion: '2021-03-18' }],
    ['schemaVersion', { schemaVersion: undefined }],
    ['types', { types: [] }],
    ['types', { types: ['platform', 'metrics'] }],
    ['types', { types: ['platform', 'platform'] }],
    ['destination', { destination: undefined }],
    ['protocol', { destination: { protocol: 'TCP', port: 4243 } }],
    ['host', { destination: { protocol: 'HTTP', URI: 'http://localhost:4243' } }],
    ['host', { destination: { protocol: 'HTTP', URI: 'http://127.0.0.1:4243' } }],
    ['9001', { destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:9001' } }],
    ['maxItems', { buffering: { ...VALID.buffering, maxItems: 999 } }],
    ['maxItems', { buffering: { ...VALID.buffering, maxItems: 10001 } }],
    ['maxBytes', { buffering: { ...VALID.buffering, maxBytes: 262143 } }],
    ['maxBytes', { buffering: { ...VALID.buffering, maxBytes: 1048577 } }],
    ['timeoutMs', { buffering: { ...VALID.buffering, timeoutMs: 24 } }],
    ['timeoutMs', { buffering: { ...VALID.buffering, timeoutMs: 30001 } }],
    ['timeoutMs', { buffering: { ...VALID.buffering, timeoutMs: '25' } }],
  ])('with an invalid %s is an error that names it', (what, changes) => {
    expect(() => parse(changes)).toThrow(ValidationError);
    expect(() => parse(changes)).toThrow(what);
  });

  test('requires the newest schema on Managed Instances', () => {
    expect(() => parse({ schemaVersion: '2022-12-13' }, true)).toThrow('2025-01-29');
    expect(() => parse({}, true)).not.toThrow();
  });
});

interface Answer {
  readonly status: number;
  readonly body: string | { errorType: string };
}

async function answersOf(script: string, supported = true): Promise<Answer[]> {
  const environment = await environmentOf({ extensions: { probe: extension(script) }, options: { telemetry: { supported } } });
  await environment.invoke({});
  await environment.shutdown();
  return said<Answer>(environment.extensions[0], 'ANSWER');
}

describe('a subscription call', () => {
  test('returns OK, 400 for an invalid subscription, and 403 without an identifier', async () => {
    const answers = await answersOf(`
      await register();
      say('ANSWER', await put(subscription(4243)));
      say('ANSWER', await put(subscription(9001)));
      say('ANSWER', await put('{'));
      say('ANSWER', await call('PUT', '/2022-07-01/telemetry', { body: subscription(4243) }));
      await loop();`);
    expect(answers.map(({ status, body }) => [status, typeof body === 'string' ? body : body.errorType])).toEqual([
      [200, 'OK'], [400, 'ValidationError'], [400, 'ValidationError'], [403, 'Extension.MissingExtensionIdentifier'],
    ]);
  });

  test('is rejected after the init', async () => {
    const answers = await answersOf("await register(); await next(); say('ANSWER', await put(subscription(4243))); await loop();");
    expect(answers).toMatchObject([{ status: 403, body: { errorType: 'Telemetry.SubscriptionClosed' } }]);
  });

  test('is accepted while another extension waits in its first call of next', async () => {
    const late = extension("await register(); await sleep(150); say('ANSWER', await put(subscription(4243))); await loop();");
    const environment = await environmentOf({ extensions: { early: extension('await register(); await loop();'), late } });
    await environment.init();
    expect(said(environment.extensions[1], 'ANSWER')).toMatchObject([{ status: 200 }]);
  });

  test('returns 202 if telemetry is not supported, as in a local emulator', async () => {
    const answers = await answersOf("await register(); say('ANSWER', await put(subscription(4243))); await loop();", false);
    expect(answers).toMatchObject([{ status: 202, body: { errorType: 'Telemetry.NotSupported' } }]);
  });
});
