import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { answerError } from './answer';

export type Handler = (request: IncomingMessage, response: ServerResponse, match: RegExpExecArray) => Promise<void> | void;

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly handler: Handler;
}

/** The server of Lambda's local APIs. Its address is `AWS_LAMBDA_RUNTIME_API`. */
export class ApiServer {
  static async listen(routes: () => readonly Route[]): Promise<ApiServer> {
    const server = createServer((request, response) => dispatch(routes(), request, response));
    // A long poll can last for hours, and a frozen client does not respond.
    server.requestTimeout = 0;
    server.timeout = 0;
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new ApiServer(server);
  }

  readonly address: string;

  private constructor(private readonly server: Server) {
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

function dispatch(routes: readonly Route[], request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '/').split('?')[0];
  // The connections of a killed process fail.
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(path) : null;
    if (!match) continue;
    Promise.resolve(route.handler(request, response, match)).catch((error: unknown) => {
      if (!response.headersSent) answerError(response, 500, 'InternalServerError', (error as Error).message);
    });
    return;
  }
  answerError(response, 404, 'ResourceNotFound', `No such path: ${request.method} ${path}`);
}
