import * as http from 'node:http';
import * as https from 'node:https';
import { AddressInfo, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { selfSignedCertificate } from './self-signed-certificate';

export interface ProxyServerProps {
  /** Serves TLS. @default false */
  readonly tls?: boolean;
  readonly onRequest: http.RequestListener;
  readonly onTlsHandshake: (socket: TLSSocket) => void;
}

/** An HTTP server on the loopback interface that can refuse connections for a time, and cut them. */
export class ProxyServer {
  /** The certificate that clients of a server with TLS must trust, in PEM. */
  readonly certificate?: string;
  private port = 0;
  private readonly server: http.Server;
  /** The TCP connections by the port of the client. With TLS a request has another socket. */
  private readonly connections = new Map<number | undefined, Socket>();

  constructor({ tls, onRequest, onTlsHandshake }: ProxyServerProps) {
    if (tls) {
      const { key, cert } = selfSignedCertificate();
      this.certificate = cert;
      this.server = https.createServer({ key, cert }, onRequest);
      this.server.on('secureConnection', onTlsHandshake);
    } else {
      this.server = http.createServer(onRequest);
    }
    this.server.on('connection', (socket: Socket) => {
      const { remotePort } = socket;
      this.connections.set(remotePort, socket);
      // A client that does not trust the certificate, or that is killed during the handshake, is not an error of the server.
      socket.on('error', () => undefined);
      socket.once('close', () => this.connections.delete(remotePort));
    });
  }

  get endpoint(): string {
    // With a host name, like Kinesis's endpoint: with an IP address a client sends no server name and continues no session.
    return this.certificate === undefined ? `http://127.0.0.1:${this.port}` : `https://localhost:${this.port}`;
  }

  /** @param port 0 for a free port */
  async start(port: number): Promise<void> {
    await this.listen(port);
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Closes all connections and refuses new ones. It can be called more than once. */
  async refuse(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const connection of this.connections.values()) connection.destroy();
    await closed;
  }

  /** Accepts connections again on the same port. It can be called more than once. */
  async accept(): Promise<void> {
    if (!this.server.listening) await this.listen(this.port);
  }

  /** Resets the connection of a request. */
  cut(request: http.IncomingMessage): void {
    this.connections.get(request.socket.remotePort)?.resetAndDestroy();
  }

  private async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.removeListener('error', reject);
        resolve();
      });
    });
  }
}
