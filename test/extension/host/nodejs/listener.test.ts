import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, Server } from 'node:net';
import type { Socket } from 'node:net';
import type { Listener, Post } from '../../../../extension-src/host/listener';
import { listen } from '../../../../extension-src/host/nodejs/listener';

let listener: Listener;
let bodies: Buffer[];
let posts: Array<Post | undefined>;
let refused: string[];

beforeEach(async () => {
  bodies = [];
  posts = [];
  refused = [];
  listener = await listen((received) => {
    if ('refused' in received) {
      refused.push(received.refused);
    } else {
      bodies.push(received.body);
      posts.push(received.post);
    }
  });
});

afterEach(() => listener.close());

interface PostOptions {
  readonly method?: string;
  readonly agent?: Agent;
  readonly port?: number;
  /** the header `Sequence-Id` */
  readonly id?: string;
}

function post(body: Buffer, { method = 'POST', agent, port = listener.port, id }: PostOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: '/', agent, headers: id === undefined ? {} : { 'Sequence-Id': id } }, (answer) => {
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

  test('tells the id of a POST, and whether its connection has been used again', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await post(Buffer.from('[1]'), { agent, id: 'a' });
    const other = new Agent({ keepAlive: false });
    await post(Buffer.from('[2]'), { agent: other, id: 'b' });
    await post(Buffer.from('[3]'), { agent: other });
    expect(posts).toEqual([{ id: 'a', isAnswered: false }, { id: 'b', isAnswered: false }, undefined]);
    await post(Buffer.from('[4]'), { agent, id: 'c' });
    agent.destroy();
    expect(posts).toEqual([{ id: 'a', isAnswered: true }, { id: 'b', isAnswered: false }, undefined, { id: 'c', isAnswered: false }]);
  });

  /** Begins a body. */
  async function begin(bytes: number): Promise<Socket> {
    const socket = connect(listener.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const received = once(socket, 'data').catch(() => undefined);
    socket.write(`POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\nExpect: 100-continue\r\nContent-Length: ${bytes + 1}\r\n\r\n`);
    await received;
    socket.write(Buffer.alloc(bytes, ' '));
    return socket;
  }

  test('keeps 64 unfinished bodies: the oldest ends when another begins, and a later body is received', async () => {
    const sockets: Socket[] = [];
    for (let i = 0; i < 64; i++) sockets.push(await begin(10));
    const oldestEnded = once(sockets[0], 'close');
    expect(await post(Buffer.from('[2]'))).toBe(200);
    await oldestEnded;
    sockets[1].write(']');
    await once(sockets[1], 'data');
    expect(bodies.map((body) => body.toString().trim())).toEqual(['[2]', ']']);
    sockets.forEach((socket) => socket.destroy());
  });

  test('keeps 8 MiB of unfinished bodies: the oldest end when there are more', async () => {
    const sockets = [await begin(3_000_000), await begin(3_000_000), await begin(3_000_000)];
    await once(sockets[0], 'close');
    sockets[2].write(']');
    await once(sockets[2], 'data');
    expect(bodies.map(({ length }) => length)).toEqual([3_000_001]);
    expect(await post(Buffer.alloc(4 * 1024 * 1024))).toBe(200);
    sockets.forEach((socket) => socket.destroy());
  });

  test('a body that has ended, or is too large to be kept, takes no room', async () => {
    const waiting = await begin(10);
    for (let i = 0; i < 70; i++) expect(await post(Buffer.alloc(200_000, ' '))).toBe(200);
    const large = [await begin(4_200_000), await begin(4_200_000), await begin(4_200_000)];
    waiting.write(']');
    await once(waiting, 'data');
    expect(bodies.at(-1)!.toString().trim()).toBe(']');
    [waiting, ...large].forEach((socket) => socket.destroy());
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
