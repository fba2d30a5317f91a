import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Lambda sends at most twice the largest `maxBytes`. A body of more than four times that size does not come from Lambda. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The Telemetry API reserves this port. */
const RESERVED_PORT = 9001;

/** A body, or the reason why it was discarded. */
export type Received = { readonly body: Buffer } | { readonly refused: string };

export interface Listener {
  readonly port: number;
  close(): void;
}

/**
 * Starts the HTTP server to which Lambda posts telemetry.
 *
 * It responds to every POST with 200 before the body is processed: Lambda drops the next batch while it waits for a response,
 * and resends a body forever after any other status.
 *
 * @param onReceived receives each complete body, in order of arrival. An error that it throws is an uncaught exception of the
 * process; Lambda already has its response and does not send the body again
 */
export async function listen(onReceived: (received: Received) => void): Promise<Listener> {
  const server = createServer((incoming, response) => receive(incoming, response, onReceived));
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
  // If the connection breaks within a body, Lambda sends the batch again.
  incoming.once('error', () => undefined);
}
