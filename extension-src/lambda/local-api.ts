import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** An answer of one of Lambda's local APIs. */
export interface LocalAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One call of a local API. There is no time-out for the answer: `/event/next` may take hours. */
export interface LocalCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A question that is on its way. */
export interface Pending<T> {
  /** Resolves when the question has left, or never will: what is done from then on does not delay it. */
  readonly sent: Promise<void>;
  readonly answer: Promise<T>;
}

export type LocalApi = (call: LocalCall) => Pending<LocalAnswer>;

/**
 * Calls `http://$AWS_LAMBDA_RUNTIME_API` with `node:http`, which Node carries in its start-up snapshot.
 *
 * @param authority host:port, as `AWS_LAMBDA_RUNTIME_API` gives it
 * @param connectTimeoutMs how long connecting may take; 0 waits for ever
 */
export function createLocalApi(authority: string, connectTimeoutMs: number): LocalApi {
  const colon = authority.lastIndexOf(':');
  const [host, port] = colon < 0 ? [authority, '80'] : [authority.slice(0, colon), authority.slice(colon + 1)];
  // One connection for the few calls of the start-up and for all polls; two calls never overlap.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const once = ({ method, path, headers, body }: LocalCall, onSent: () => void) => new Promise<LocalAnswer>((resolve, reject) => {
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
      // The other side may close an idle connection in the moment in which we use it: that call never began.
      if (error instanceof StaleConnectionError) return once(call, onSent);
      throw error;
    });
    return { sent, answer };
  };
}

/** A connection that had served a call before broke before it brought an answer. */
class StaleConnectionError extends Error {
  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}
