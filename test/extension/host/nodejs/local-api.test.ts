import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalApi } from '../../../../extension-src/host/nodejs/local-api';
import { LocalApiError, next, register } from '../../../../extension-src/lambda/extensions-api';
import { failedSubscription, subscribe } from '../../../../extension-src/lambda/telemetry-api';

interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let seen: Seen[];
let answer: (response: ServerResponse, incoming: IncomingMessage) => void;
let authority: string;

beforeEach(async () => {
  seen = [];
  server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      seen.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
      answer(response, incoming);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => new Promise((resolve) => {
  server.close(resolve);
  server.closeAllConnections();
}));

const reply = (status: number, body: object | string, headers: Record<string, string> = {}) => (response: ServerResponse) => {
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
};

describe("Lambda's local APIs", () => {
  test('registration requests the account id and returns the function', async () => {
    answer = reply(200, { functionName: 'orders', functionVersion: '7', handler: 'index.handler', accountId: '123456789012' },
      { 'Lambda-Extension-Identifier': 'id-1' });
    expect(await register(createLocalApi(authority, 0), 'kinesis-telemetry-extension', ['INVOKE', 'SHUTDOWN']).answer)
      .toEqual({ identifier: 'id-1', functionName: 'orders', functionVersion: '7', accountId: '123456789012' });
    expect(seen[0]).toMatchObject({
      method: 'POST', url: '/2020-01-01/extension/register', body: '{"events":["INVOKE","SHUTDOWN"]}',
      headers: { 'lambda-extension-name': 'kinesis-telemetry-extension', 'lambda-extension-accept-feature': 'accountId' },
    });
  });

  test('next sends the identifier', async () => {
    answer = reply(200, { eventType: 'INVOKE', requestId: 'a', deadlineMs: 1 });
    expect(await next(createLocalApi(authority, 0), 'id-1').answer).toEqual({ eventType: 'INVOKE', requestId: 'a', deadlineMs: 1 });
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/2020-01-01/extension/event/next', headers: { 'lambda-extension-identifier': 'id-1' } });
  });

  test('a response other than 200 is an error with its status and body', async () => {
    answer = reply(403, { errorType: 'Extension.InvalidExtensionState' });
    const error = await next(createLocalApi(authority, 0), 'id-1').answer.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(LocalApiError);
    expect(error).toMatchObject({ status: 403, message: 'event/next failed with status 403: {"errorType":"Extension.InvalidExtensionState"}' });
  });

  test('an error contains the beginning of a long response', async () => {
    answer = reply(500, 'x'.repeat(1_000));
    await expect(next(createLocalApi(authority, 0), 'id-1').answer).rejects.toMatchObject({
      name: 'LocalApiError', message: `event/next failed with status 500: ${'x'.repeat(300)}`,
    });
  });

  test('a refused registration is an error, and one without an identifier is not', async () => {
    answer = reply(403, 'no');
    await expect(register(createLocalApi(authority, 0), 'name', ['SHUTDOWN']).answer).rejects.toThrow('register failed with status 403: no');
    answer = reply(200, { functionName: 'orders', functionVersion: '7' });
    expect(await register(createLocalApi(authority, 0), 'name', ['SHUTDOWN']).answer)
      .toEqual({ identifier: '', functionName: 'orders', functionVersion: '7', accountId: undefined });
  });

  const subscription = { identifier: 'id-1', port: 4242, types: ['function'], buffering: { timeoutMs: 25, maxBytes: 262_144, maxItems: 1_000 } };

  test('a subscription always includes platform events', async () => {
    answer = reply(200, '"OK"');
    expect(await subscribe(createLocalApi(authority, 0), subscription)).toEqual({ state: 'subscribed' });
    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/2022-07-01/telemetry', headers: { 'lambda-extension-identifier': 'id-1' } });
    expect(JSON.parse(seen[0].body)).toEqual({
      schemaVersion: '2025-01-29',
      types: ['platform', 'function'],
      destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain:4242' },
      buffering: { maxItems: 1_000, maxBytes: 262_144, timeoutMs: 25 },
    });
  });

  test('types that include platform are subscribed to unchanged', async () => {
    answer = reply(200, '"OK"');
    await subscribe(createLocalApi(authority, 0), { ...subscription, types: ['function', 'platform'] });
    expect(JSON.parse(seen[0].body)).toMatchObject({ types: ['function', 'platform'] });
  });

  test('a subscription without a response fails after two seconds, and the next call does not wait for it', async () => {
    const api = createLocalApi(authority, 0);
    const timeout = jest.spyOn(global, 'setTimeout');
    answer = (response, incoming) => {
      if (incoming.method === 'GET') reply(200, { eventType: 'SHUTDOWN' })(response);
    };
    const subscribing = subscribe(api, subscription);
    const polling = next(api, 'id-1').answer;
    await once(server, 'request');
    const [expire, ms] = timeout.mock.calls.find(([, delay]) => delay === 2_000)!;
    timeout.mockRestore();
    (expire as () => void)();
    expect(ms).toBe(2_000);
    expect(await subscribing).toEqual({ state: 'failed', reason: 'no response within 2000 ms' });
    expect(await polling).toEqual({ eventType: 'SHUTDOWN' });
  });

  test('a response that begins in time and does not end is a failure, too', async () => {
    answer = (response) => response.writeHead(200, { 'Content-Length': 10 }).write('"');
    await expect(createLocalApi(authority, 0)({ method: 'GET', path: '/', timeoutMs: 20 }).answer).rejects.toThrow('no response within 20 ms');
  });

  test('a subscription whose connection breaks fails, and does not reject', async () => {
    answer = (response) => response.destroy();
    expect(await subscribe(createLocalApi(authority, 0), subscription)).toEqual({ state: 'failed', reason: 'socket hang up' });
    server.close();
    server.closeAllConnections();
    expect(await subscribe(createLocalApi(authority, 0), subscription)).toEqual({ state: 'failed', reason: expect.stringContaining('ECONNREFUSED') });
  });

  test('whatever prevents a subscription is a failure', () => {
    expect(failedSubscription(new Error('EMFILE'))).toEqual({ state: 'failed', reason: 'EMFILE' });
  });

  test.each([
    [500, 'x'.repeat(1_000), { state: 'refused', answer: `500 ${'x'.repeat(300)}` }],
    [202, 'Telemetry.NotSupported', { state: 'unsupported' }],
    [403, 'Telemetry.SubscriptionClosed', { state: 'refused', answer: '403 Telemetry.SubscriptionClosed' }],
    [400, 'already subscribed', { state: 'subscribed' }],
  ])('a response of %d %s is handled', async (status, body, result) => {
    answer = reply(status, body);
    expect(await subscribe(createLocalApi(authority, 0), subscription)).toEqual(result);
  });
});
