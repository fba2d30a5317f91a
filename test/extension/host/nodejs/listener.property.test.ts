import { connect } from 'node:net';
import type { Socket } from 'node:net';
import * as fc from 'fast-check';
import type { Listener } from '../../../../extension-src/host/listener';
import { listen } from '../../../../extension-src/host/nodejs/listener';

let listener: Listener;
let bodies: Buffer[];

beforeEach(async () => {
  bodies = [];
  listener = await listen((received) => { if ('body' in received) bodies.push(received.body); });
});

afterEach(() => listener.close());

interface Post {
  readonly body: Uint8Array;
  /** The positions at which the request is split into separate writes. */
  readonly cuts: readonly number[];
  readonly isChunked: boolean;
}

/** Splits the bytes at these positions. No piece is empty. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set([0, ...cuts.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b);
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

function requestOf({ body, cuts, isChunked }: Post): Buffer[] {
  const head = (field: string) => `POST / HTTP/1.1\r\nHost: sandbox.localdomain\r\n${field}\r\n\r\n`;
  const bytes = Buffer.from(body);
  const whole = isChunked
    ? Buffer.concat([Buffer.from(head('Transfer-Encoding: chunked')),
      ...cut(bytes, cuts).flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
      Buffer.from('0\r\n\r\n')])
    : Buffer.concat([Buffer.from(head(`Content-Length: ${bytes.length}`)), bytes]);
  return cut(whole, cuts);
}

const write = (socket: Socket, bytes: Buffer) => new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));

async function open(): Promise<Socket> {
  const socket = connect(listener.port, '127.0.0.1').setNoDelay(true);
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket.on('error', () => undefined);
}

/** Resolves after this many responses of 200. */
function answers(socket: Socket, count: number): Promise<void> {
  let text = '';
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.split('HTTP/1.1 200 ').length > count) resolve();
    });
    socket.once('close', () => reject(new Error(`closed after ${text}`)));
  });
}

const post = fc.record({
  body: fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
  cuts: fc.array(fc.nat(4_000), { maxLength: 8 }),
  isChunked: fc.boolean(),
});
const garbage = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(post, fc.nat()).map(([request, at]) => {
    const whole = Buffer.concat(requestOf(request));
    return whole.subarray(0, at % whole.length);
  }),
);

test('a body in any number of pieces is received complete, once and in order', async () => {
  await fc.assert(fc.asyncProperty(fc.array(post, { minLength: 1, maxLength: 5 }), async (posts) => {
    bodies.length = 0;
    const socket = await open();
    const answered = answers(socket, posts.length);
    for (const piece of posts.flatMap(requestOf)) await write(socket, piece);
    await answered;
    expect(bodies.map((body) => body.toString('hex'))).toEqual(posts.map(({ body }) => Buffer.from(body).toString('hex')));
    socket.destroy();
  }), { seed: 20_261_120, numRuns: 60 });
});

test('invalid HTTP and broken requests are not received and do not affect other connections', async () => {
  await fc.assert(fc.asyncProperty(fc.array(garbage, { minLength: 1, maxLength: 5 }), post, async (pieces, good) => {
    bodies.length = 0;
    const socket = await open();
    const answered = answers(socket, 2);
    await write(socket, Buffer.concat(requestOf(good)));
    for (const piece of pieces) {
      const broken = await open();
      const closed = new Promise((resolve) => broken.once('close', resolve));
      broken.resume().end(piece);
      await closed;
    }
    await write(socket, Buffer.concat(requestOf(good)));
    await answered;
    expect(bodies.map((body) => body.toString('hex'))).toEqual([good, good].map(({ body }) => Buffer.from(body).toString('hex')));
    socket.destroy();
  }), { seed: 20_261_120, numRuns: 40 });
});
