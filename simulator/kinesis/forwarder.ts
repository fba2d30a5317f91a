import * as http from 'node:http';
import { Answer } from './give-answer';

/** Forwards requests to another server over kept connections. */
export class Forwarder {
  private readonly agent = new http.Agent({ keepAlive: true });
  private readonly target: URL;

  constructor(target: string) {
    this.target = new URL(target);
  }

  forward(request: http.IncomingMessage, body: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const outgoing = http.request({
        agent: this.agent,
        host: this.target.hostname,
        port: this.target.port,
        method: request.method,
        path: request.url,
        headers: { ...request.headers, 'content-length': body.length },
      }, (incoming) => {
        readBody(incoming).then((answer) => {
          const { 'transfer-encoding': _, ...headers } = incoming.headers;
          resolve({ status: incoming.statusCode ?? 502, headers, body: answer });
        }, reject);
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  stop(): void {
    this.agent.destroy();
  }
}

export async function readBody(message: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
