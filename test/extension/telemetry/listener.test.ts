import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, Server } from 'node:net';
import type { Listener } from '../../../extension-src/telemetry/listener';
import { listen } from '../../../extension-src/telemetry/listener';

let listener: Listener;
let bodies: Buffer[];
let refused: string[];

beforeEach(async () => {
  bodies = [];
  refused = [];
  listener = await listen((received) => {
    if ('refused' in received) refused.push(received.refused);
    else bodies.push(received.body);
  });
});

afterEach(() => listener.close());

function post(body: Buffer, { method = 'POST', agent, port = listener.port }: { method?: string; agent?: Agent; port?: number } = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: '/', agent }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

describe('the listener', () => {
  test('receives each complete body and responds with 200', async () => {
    const large = Buffer.alloc(2_200_000, 'é');
    expect(await post(Buffer.from('[1]'))).toBe(200);
    expect(await post(large)).toBe(200);
    expect(bodies.map((body) => body.length)).toEqual([3, large.length]);
    expect(bodies[1].equals(large)).toBe(true);
  });

  test('receives many bodies over one connection and over many connections at once', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 3 });
    await Promise.all(Array.from({ length: 50 }, (_, i) => post(Buffer.from(`[${i}]`), { agent })));
    agent.destroy();
    expect(bodies.map((body) => body.toString()).sort()).toEqual(Array.from({ length: 50 }, (_, i) => `[${i}]`).sort());
  });

  test('responds to a body larger than Lambda sends, but does not keep it', async () => {
    expect(await post(Buffer.alloc(4 * 1024 * 1024 + 1))).toBe(200);
    expect(bodies).toEqual([]);
    expect(refused).toEqual(['a body of 4194305 bytes, more than Lambda sends']);
  });

  test('responds to an empty body and to other methods, and receives nothing', async () => {
    expect(await post(Buffer.alloc(0))).toBe(200);
    expect(await post(Buffer.from('[1]'), { method: 'PUT' })).toBe(200);
    expect(bodies).toEqual([]);
  });

  test('ignores an incomplete request', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(listener.port, '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\nContent-Length: 100\r\n\r\n[{"a":');
        socket.end();
      });
      socket.resume();
      socket.once('close', () => resolve());
    });
    expect(await post(Buffer.from('[2]'))).toBe(200);
    expect(bodies.map((body) => body.toString())).toEqual(['[2]']);
  });

  test('receives the largest allowed body', async () => {
    expect(await post(Buffer.alloc(4 * 1024 * 1024))).toBe(200);
    expect(bodies.map((body) => body.length)).toEqual([4 * 1024 * 1024]);
    expect(refused).toEqual([]);
  });

  test('does not use the port that the Telemetry API reserves, even if the system assigns it', async () => {
    const address = jest.spyOn(Server.prototype, 'address').mockReturnValueOnce({ port: 9001, address: '::', family: 'IPv6' });
    const taken: string[] = [];
    const other = await listen((received) => taken.push('body' in received ? received.body.toString() : received.refused));
    address.mockRestore();
    expect(other.port).toBeGreaterThan(1_023);
    expect(other.port).not.toBe(9001);
    expect(await post(Buffer.from('[3]'), { port: other.port })).toBe(200);
    other.close();
    expect(taken).toEqual(['[3]']);
  });

  test('rejects if it cannot listen', async () => {
    const taken = jest.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
      setImmediate(() => this.emit('error', new Error('EMFILE')));
      return this;
    });
    await expect(listen(() => undefined)).rejects.toThrow('EMFILE');
    taken.mockRestore();
  });

  test('closes all connections and accepts no new ones after close', async () => {
    const socket = connect(listener.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\nContent-Length: 3\r\n\r\n[4]');
    await once(socket, 'data');
    const closed = once(socket, 'close');
    listener.close();
    await closed;
    await expect(post(Buffer.from('[5]'))).rejects.toThrow('ECONNREFUSED');
    expect(bodies.map((body) => body.toString())).toEqual(['[4]']);
  });
});
