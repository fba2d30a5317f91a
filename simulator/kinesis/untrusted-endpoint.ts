import { readFileSync } from 'node:fs';
import * as https from 'node:https';
import { AddressInfo } from 'node:net';

/** An https endpoint with an untrusted certificate. The TLS handshake fails if the client verifies the certificate. */
export class UntrustedEndpoint {
  static async start(): Promise<UntrustedEndpoint> {
    const endpoint = new UntrustedEndpoint();
    await new Promise<void>((resolve, reject) => {
      endpoint.server.once('error', reject);
      endpoint.server.listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  /** The number of requests, from clients that do not verify the certificate. */
  requests = 0;
  /** The number of connections. */
  connections = 0;
  private readonly server: https.Server;

  private constructor() {
    this.server = https.createServer(selfSigned(), (_request, response) => {
      this.requests++;
      response.end();
    });
    this.server.on('connection', () => { this.connections++; });
    this.server.on('tlsClientError', () => undefined);
  }

  /** The endpoint for `AWS_ENDPOINT_URL_KINESIS`. */
  get endpoint(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** Returns the certificate that kinesis-local has for its TLS port, so that the repository contains no private key. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const { server } = JSON.parse(readFileSync(require.resolve('kinesis-local/server.json'), 'utf8')) as { server: { key: string; cert: string } };
  return server;
}
