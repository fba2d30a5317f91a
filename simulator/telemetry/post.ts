import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';

export interface PostTarget {
  readonly port: number;
  readonly path: string;
  /** The host of the subscription, for the Host header. The connection always goes to loopback, without a DNS lookup. */
  readonly host: string;
}

/** POSTs a batch as AWS's emulator does, and resolves to the status of the response. */
export async function post(target: PostTarget, body: Buffer, agent: Agent, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: target.port,
      path: target.path,
      method: 'POST',
      agent,
      signal,
      headers: {
        'Host': target.host,
        'Content-Type': 'application/json',
        'Content-Length': body.length,
        'Sequence-Id': createHash('sha256').update(body).digest('base64'),
      },
    }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
