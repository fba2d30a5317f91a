import { Agent, createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createLocalApi } from '../../../../extension-src/host/nodejs/local-api';
import { settled } from '../../fake-clock';

const dns = jest.requireActual<typeof import('node:dns')>('node:dns');

let server: Server;
let sockets: Socket[];
let seen: Array<{ readonly url?: string; readonly contentType?: string; readonly body: string }>;
let answer: (response: ServerResponse) => void;
let authority: string;

const reply = (response: ServerResponse) => void response.end('{}');
/** Responds `answers` times, and then breaks the connection once. */
const breakAfter = (answers: number) => (response: ServerResponse) => {
  if (answers-- === 0) response.destroy();
  else response.end('{}');
};
const get = (path: string) => ({ method: 'GET' as const, path });

beforeEach(async () => {
  sockets = [];
  seen = [];
  answer = reply;
  server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      seen.push({ url: incoming.url, contentType: incoming.headers['content-type'], body });
      answer(response);
      server.emit('called');
    });
  });
  server.on('connection', (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

const stopServer = () => new Promise((resolve) => server.close(resolve));

describe("the connection to Lambda's local APIs", () => {
  test('is shared by all calls, even by concurrent ones', async () => {
    const api = createLocalApi(authority, 0);
    await api(get('/a')).answer;
    await Promise.all([api(get('/b')).answer, api(get('/c')).answer]);
    expect(seen.map(({ url }) => url)).toEqual(['/a', '/b', '/c']);
    expect(sockets).toHaveLength(1);
  });

  test('uses port 80 if none is given', async () => {
    const { port } = server.address() as AddressInfo;
    const asked: Array<Record<string, unknown>> = [];
    const opening = jest.spyOn(Agent.prototype as unknown as { createConnection(options: Record<string, unknown>): Socket }, 'createConnection')
      .mockImplementation((options) => {
        asked.push(options);
        return connect(port, '127.0.0.1');
      });
    await createLocalApi('sandbox.test', 0)(get('/')).answer;
    opening.mockRestore();
    expect(asked).toMatchObject([{ host: 'sandbox.test', port: '80' }]);
  });

  test('sends a complete JSON body with any characters', async () => {
    await createLocalApi(authority, 0)({ method: 'POST', path: '/', body: '{"a":"é😀"}' }).answer;
    expect(seen).toEqual([{ url: '/', contentType: 'application/json', body: '{"a":"é😀"}' }]);
  });

  test('retries a call over a new connection if the server closed the idle one', async () => {
    const api = createLocalApi(authority, 0);
    answer = breakAfter(1);
    await api(get('/first')).answer;
    expect((await api(get('/second')).answer).status).toBe(200);
    expect(seen.map(({ url }) => url)).toEqual(['/first', '/second', '/second']);
  });

  test('does not retry a call if a new connection breaks, because the server may have received it', async () => {
    answer = breakAfter(0);
    await expect(createLocalApi(authority, 0)(get('/')).answer).rejects.toThrow('socket hang up');
    expect(seen).toHaveLength(1);
  });

  test('rejects if the connection breaks within a response', async () => {
    answer = (response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half', () => response.destroy());
    };
    await expect(createLocalApi(authority, 0)(get('/')).answer).rejects.toThrow('aborted');
  });

  test('rejects if no server listens, and resolves sent', async () => {
    await stopServer();
    const { sent, answer: refused } = createLocalApi(authority, 0)(get('/'));
    await expect(refused).rejects.toThrow('ECONNREFUSED');
    await sent;
  });

  test('resolves sent before the response arrives', async () => {
    answer = () => undefined;
    const { sent, answer: never } = createLocalApi(authority, 0)(get('/'));
    never.catch(() => undefined);
    await sent;
    expect(await Promise.race([never, Promise.resolve('no answer yet')])).toBe('no answer yet');
  });
});

describe('the timeout for connecting', () => {
  beforeEach(() => { jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] }); });
  afterEach(() => { jest.useRealTimers(); });

  test('aborts a connection attempt that takes too long', async () => {
    // Never connects.
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation((() => undefined) as unknown as typeof dns.lookup);
    try {
      const { answer: never } = createLocalApi('sandbox.test:9001', 200)(get('/'));
      let ended = false;
      never.catch(() => { ended = true; });
      await settled();
      jest.advanceTimersByTime(199);
      await settled();
      expect(ended).toBe(false);
      jest.advanceTimersByTime(1);
      await expect(never).rejects.toThrow('no connection to sandbox.test:9001 within 200 ms');
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      lookup.mockRestore();
    }
  });

  test('does not apply to the response, which may take hours', async () => {
    const api = createLocalApi(authority, 200);
    let late: ServerResponse | undefined;
    answer = (response) => { late = response; };
    const called = new Promise((resolve) => server.once('called', resolve));
    const { answer: pending } = api(get('/a'));
    await called;
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(3_600_000);
    late!.end('{}');
    expect((await pending).status).toBe(200);
  });

  test('does not apply to an open connection', async () => {
    const api = createLocalApi(authority, 200);
    await api(get('/a')).answer;
    answer = () => undefined;
    const called = new Promise((resolve) => server.once('called', resolve));
    api(get('/b')).answer.catch(() => undefined);
    await called;
    expect(jest.getTimerCount()).toBe(0);
  });

  test('leaves no timer behind if the connection is refused', async () => {
    await stopServer();
    await expect(createLocalApi(authority, 200)(get('/')).answer).rejects.toThrow('ECONNREFUSED');
    // The socket closes shortly after it fails.
    for (let i = 0; i < 100 && jest.getTimerCount() > 0; i++) await settled();
    expect(jest.getTimerCount()).toBe(0);
  });

  test('is disabled by 0', async () => {
    const lookup = jest.spyOn(dns, 'lookup').mockImplementation((() => undefined) as unknown as typeof dns.lookup);
    try {
      const { answer: never } = createLocalApi('sandbox.test:9001', 0)(get('/'));
      await settled();
      expect(jest.getTimerCount()).toBe(0);
      const giveUp = lookup.mock.calls[0].at(-1) as unknown as (error: Error) => void;
      giveUp(new Error('nowhere'));
      await expect(never).rejects.toThrow('nowhere');
    } finally {
      lookup.mockRestore();
    }
  });
});
