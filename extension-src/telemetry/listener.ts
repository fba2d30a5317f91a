import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Two times the largest `maxBytes` is the most that Lambda sends; past four times, it was not Lambda. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The Telemetry API keeps this port for itself. */
const RESERVED_PORT = 9001;

/** A body, or why it was not kept. */
export type Received = { readonly body: Buffer } | { readonly refused: string };

export interface Listener {
  readonly port: number;
  close(): void;
}

/**
 * The HTTP server to which Lambda posts telemetry.
 *
 * Every POST is answered with 200 before anything is done with it: Lambda drops the next batch while an answer is
 * missing, and sends a body again, for ever, that was answered otherwise.
 *
 * @param onReceived gets each body, whole and in the order of arrival. It must not throw.
 */
export async function listen(onReceived: (received: Received) => void): Promise<Listener> {
  const server = createServer((incoming, response) => receive(incoming, response, onReceived));
  // Lambda keeps its connection for the environment's life, across freezes: no time-out of ours may end it.
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
}

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

function receive(incoming: IncomingMessage, response: ServerResponse, onReceived: (received: Received) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  });
  incoming.once('end', () => {
    response.end();
    if (incoming.method !== 'POST') return;
    if (bytes > MAX_BODY_BYTES) onReceived({ refused: `a body of ${bytes} bytes, more than Lambda sends` });
    else if (bytes > 0) onReceived({ body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes) });
  });
  // A sender that breaks off in the middle sends the batch again.
  incoming.once('error', () => undefined);
}
