import { connect, createServer, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A proxy that counts the bytes that clients send to a server, including HTTP headers. It has no TLS, which adds about 1 %. */
export class ByteMeter {
  static async start(target: string): Promise<ByteMeter> {
    const { hostname, port } = new URL(target);
    const meter = new ByteMeter(hostname, Number(port));
    await new Promise<void>((resolve) => meter.server.listen(0, '127.0.0.1', resolve));
    return meter;
  }

  bytes = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(host: string, port: number) {
    this.server = createServer((client) => {
      const upstream = connect(port, host);
      client.on('data', (chunk) => { this.bytes += chunk.length; });
      client.pipe(upstream).pipe(client);
      for (const [socket, other] of [[client, upstream], [upstream, client]]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => {
          this.sockets.delete(socket);
          other.destroy();
        });
      }
    });
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}
