import { readFileSync } from 'node:fs';
import * as https from 'node:https';
import { AddressInfo } from 'node:net';

/** An https endpoint whose certificate nobody trusts: every TLS handshake with it fails, unless the client is careless. */
export class UntrustedEndpoint {
  static async start(): Promise<UntrustedEndpoint> {
    const endpoint = new UntrustedEndpoint();
    await new Promise<void>((resolve, reject) => {
      endpoint.server.once('error', reject);
      endpoint.server.listen(0, '127.0.0.1', resolve);
    });
    return endpoint;
  }

  /** Requests that came through all the same: a client that did not check the certificate. */
  requests = 0;
  /** Connections that clients began. */
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

  /** For `AWS_ENDPOINT_URL_KINESIS`. */
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

/** kinesis-local brings a certificate for its own TLS port: no key of ours has to lie in the repository. */
function selfSigned(): { readonly key: string; readonly cert: string } {
  const { server } = JSON.parse(readFileSync(require.resolve('kinesis-local/server.json'), 'utf8')) as { server: { key: string; cert: string } };
  return server;
}
