import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ID_HEADER } from '../listener';
import type { Listen, Post, Received } from '../listener';
import { UnfinishedBodies } from './unfinished-bodies';

/** Lambda sends at most twice the largest `maxBytes`. A body of more than four times that size does not come from Lambda. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The Telemetry API reserves this port. */
const RESERVED_PORT = 9001;

export const listen: Listen = async (onReceived) => {
  const receiver = new Receiver(onReceived);
  const server = createServer((incoming, response) => receiver.receive(incoming, response));
  // Lambda keeps its connection for the life of the environment, across freezes: no timeout of the server may end it.
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.timeout = 0;
  let port = await bind(server);
  if (port === RESERVED_PORT) {
    await new Promise((resolve) => server.close(resolve));
    port = await bind(server);
  }
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

function bind(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Takes the requests of one server. */
class Receiver {
  private readonly unfinished = new UnfinishedBodies();
  /** The last POST of each connection. */
  private readonly lastPosts = new WeakMap<Socket, Post>();

  constructor(private readonly onReceived: (received: Received) => void) {}

  receive(incoming: IncomingMessage, response: ServerResponse): void {
    const { socket, method, headers } = incoming;
    const previous = this.lastPosts.get(socket);
    if (previous) previous.isAnswered = true;
    const chunks: Buffer[] = [];
    let bytes = 0;
    this.unfinished.begin(incoming);
    const forget = () => {
      chunks.length = 0;
      this.unfinished.end(incoming);
    };
    incoming.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) return forget();
      chunks.push(chunk);
      this.unfinished.keep(incoming, chunk.length);
    });
    incoming.once('end', () => {
      response.end();
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      forget();
      if (method !== 'POST') return;
      const id = headers[ID_HEADER];
      const post = typeof id === 'string' ? { id, isAnswered: false } : undefined;
      if (post) this.lastPosts.set(socket, post);
      if (bytes > MAX_BODY_BYTES) this.onReceived({ refused: `a body of ${bytes} bytes, more than Lambda sends` });
      else if (bytes > 0) this.onReceived(post ? { body, post } : { body });
    });
    // If the connection breaks within a body, Lambda sends the batch again.
    incoming.once('error', () => undefined);
    incoming.once('close', forget);
  }
}
