import { createServer, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** An HTTP server that keeps a handler waiting until it is opened, so that work can be done while an invocation runs. */
export class Gate {
  static async start(): Promise<Gate> {
    const gate = new Gate();
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  private waiting: ServerResponse[] = [];
  private arrived?: () => void;
  private readonly server: Server = createServer((_request, response) => {
    this.waiting.push(response);
    this.arrived?.();
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when a handler waits at the gate. */
  async arrival(): Promise<void> {
    if (this.waiting.length === 0) await new Promise<void>((resolve) => { this.arrived = resolve; });
  }

  open(): void {
    for (const response of this.waiting.splice(0)) response.end();
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}
