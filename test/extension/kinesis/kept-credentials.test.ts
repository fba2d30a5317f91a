import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { defaultProvider } from '../../../extension-src/host/nodejs/kinesis/aliases/credential-provider-node';
import { keepCredentials } from '../../../extension-src/kinesis/kept-credentials';
import { CredentialsApi } from '../../../simulator/api/credentials-api';
import { ApiServer } from '../../../simulator/api/server';
import { settled } from '../fake-clock';

const MINUTE = 60_000;

/** Credentials that each fetch gives for an hour, or for ever. */
function keeper(validMs = 60 * MINUTE) {
  const clock = { now: 0 };
  const endpoint = { fetches: 0, failure: undefined as Error | undefined, hangs: false };
  const provide = keepCredentials(() => {
    const id = ++endpoint.fetches;
    if (endpoint.hangs) return new Promise<never>(() => undefined);
    if (endpoint.failure) return Promise.reject(endpoint.failure);
    return Promise.resolve({ id, expiration: validMs === Infinity ? undefined : new Date(clock.now + validMs) });
  }, () => clock.now);
  return { clock, endpoint, provide };
}

describe('kept credentials', () => {
  test('are fetched once, even for requests at the same time', async () => {
    const { endpoint, provide } = keeper();
    await Promise.all([provide(), provide(), provide()]);
    expect((await provide()).id).toBe(1);
    expect(endpoint.fetches).toBe(1);
  });

  test('without an expiration are kept for ever', async () => {
    const { clock, endpoint, provide } = keeper(Infinity);
    await provide();
    clock.now = 1_000 * 60 * MINUTE;
    expect((await provide()).id).toBe(1);
    expect(endpoint.fetches).toBe(1);
  });

  test('are renewed five minutes before they expire, and nobody waits for it', async () => {
    const { clock, endpoint, provide } = keeper();
    await provide();
    clock.now = 55 * MINUTE;
    expect((await provide()).id).toBe(1);
    await settled();
    expect(endpoint.fetches).toBe(1);
    clock.now += 1;
    expect((await provide()).id).toBe(1);
    await settled();
    expect((await provide()).id).toBe(2);
    expect(endpoint.fetches).toBe(2);
  });

  test('that are still valid are used while the endpoint fails or hangs', async () => {
    const { clock, endpoint, provide } = keeper();
    await provide();
    clock.now = 58 * MINUTE;
    endpoint.failure = new Error('no');
    expect((await provide()).id).toBe(1);
    await settled();
    endpoint.failure = undefined;
    endpoint.hangs = true;
    expect((await provide()).id).toBe(1);
    expect((await provide()).id).toBe(1);
    expect(endpoint.fetches).toBe(3);
  });

  test('that have expired, as during a freeze, are never used', async () => {
    const { clock, endpoint, provide } = keeper();
    await provide();
    clock.now = 60 * MINUTE;
    expect((await provide()).id).toBe(2);
    clock.now = 180 * MINUTE;
    endpoint.failure = new Error('no');
    await expect(provide()).rejects.toThrow('no');
    endpoint.failure = undefined;
    expect((await provide()).id).toBe(4);
  });

  test('that could not be fetched are fetched again', async () => {
    const { endpoint, provide } = keeper();
    endpoint.failure = new Error('no');
    await expect(provide()).rejects.toThrow('no');
    endpoint.failure = undefined;
    expect((await provide()).id).toBe(2);
  });
});

describe('the credentials of the bundled client', () => {
  let environment: NodeJS.ProcessEnv;
  let kinesis: Server;
  let api: ApiServer;
  let requests: number;

  beforeEach(async () => {
    environment = process.env;
    requests = 0;
    const credentials = new CredentialsApi(() => {
      requests++;
      return { accessKeyId: `KEY${requests}`, secretAccessKey: 'secret', sessionToken: 'token' };
    }, 'authorization');
    api = await ApiServer.listen(() => credentials.routes());
    kinesis = createServer((incoming, response) => {
      incoming.resume().once('end', () => response.end('{"FailedRecordCount":0,"Records":[]}'));
    });
    await new Promise<void>((resolve) => kinesis.listen(0, '127.0.0.1', resolve));
    process.env = {
      ...environment, AWS_ACCESS_KEY_ID: 'FROM_ENV', AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${api.address}/2021-04-23/credentials`, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'authorization',
    };
  });

  afterEach(async () => {
    process.env = environment;
    const closed = new Promise((resolve) => kinesis.close(resolve));
    kinesis.closeAllConnections();
    await Promise.all([closed, api.close()]);
  });

  test('are requested from the container endpoint once for many calls', async () => {
    const client = new KinesisClient({
      region: 'eu-west-1', endpoint: `http://127.0.0.1:${(kinesis.address() as AddressInfo).port}`, requestHandler: new NodeHttpHandler(),
      credentialDefaultProvider: defaultProvider,
    });
    for (let i = 0; i < 3; i++) await client.send(new PutRecordsCommand({ StreamName: 'telemetry', Records: [] }));
    client.destroy();
    expect(requests).toBe(1);
  });

  test('come from the variables if there is no such endpoint', async () => {
    delete process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
    expect(await defaultProvider()()).toMatchObject({ accessKeyId: 'FROM_ENV' });
    expect(requests).toBe(0);
  });

  test('each provider asks anew, which renews the credentials', async () => {
    const [first, second] = [defaultProvider(), defaultProvider()];
    expect(await first()).toMatchObject({ accessKeyId: 'KEY1' });
    expect(await second()).toMatchObject({ accessKeyId: 'KEY2' });
    expect(await first()).toMatchObject({ accessKeyId: 'KEY1' });
  });
});
