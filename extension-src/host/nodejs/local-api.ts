import { Agent, request } from 'node:http';
import type { CreateLocalApi, LocalAnswer, LocalCall } from '../local-api';

/** Uses `node:http`, which is part of Node's start-up snapshot. */
export const createLocalApi: CreateLocalApi = (authority, connectTimeoutMs) => {
  const colon = authority.lastIndexOf(':');
  const [host, port] = colon < 0 ? [authority, '80'] : [authority.slice(0, colon), authority.slice(colon + 1)];
  // One connection serves the calls of the start-up and all polls: two calls never overlap.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const once = ({ method, path, headers, body, timeoutMs }: LocalCall, onSent: () => void) => new Promise<LocalAnswer>((resolve, reject) => {
    const outgoing = request({
      agent, host, port, method, path,
      headers: body === undefined ? headers : {
        ...headers, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body),
      },
    });
    if (connectTimeoutMs > 0) {
      outgoing.once('socket', (socket) => {
        if (!socket.connecting) return;
        const timer = setTimeout(
          () => outgoing.destroy(new Error(`no connection to ${authority} within ${connectTimeoutMs} ms`)), connectTimeoutMs);
        socket.once('connect', () => clearTimeout(timer));
        socket.once('close', () => clearTimeout(timer));
      });
    }
    if (timeoutMs !== undefined) {
      const timer = setTimeout(() => {
        // Also ends the response, so that its connection does not block the next call.
        outgoing.destroy();
        reject(new Error(`no response within ${timeoutMs} ms`));
      }, timeoutMs);
      outgoing.once('close', () => clearTimeout(timer));
    }
    outgoing.once('finish', onSent);
    outgoing.once('close', onSent);
    outgoing.once('error', (error) => reject(outgoing.reusedSocket ? new StaleConnectionError(error) : error));
    outgoing.once('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (chunk: string) => { text += chunk; });
      incoming.once('error', reject);
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }));
    });
    outgoing.end(body);
  });

  return (call) => {
    let onSent = () => undefined as void;
    const sent = new Promise<void>((resolve) => { onSent = resolve; });
    const answer = once(call, onSent).catch((error: unknown) => {
      // Lambda may close an idle connection just as a call reuses it. It has not received that call, so a retry is safe.
      if (error instanceof StaleConnectionError) return once(call, onSent);
      throw error;
    });
    return { sent, answer };
  };
};

/** A reused connection broke before a response arrived. */
class StaleConnectionError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
