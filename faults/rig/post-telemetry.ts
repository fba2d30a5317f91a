import { request } from 'node:http';

/** Long enough for an extension that has just been thawed. */
const TIMEOUT_MS = 10_000;

/** POSTs a body to a telemetry listener. Resolves to the HTTP status, or to the error message if there was no response. */
export function postTelemetry(port: number, body: Buffer, headers: Readonly<Record<string, string>> = {}): Promise<number | string> {
  return new Promise((resolve) => {
    const outgoing = request({
      host: '127.0.0.1', port, method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'content-type': 'application/json', 'content-length': body.length, ...headers },
    }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', (error) => resolve(error.message));
    });
    outgoing.once('error', (error) => resolve(error.message));
    outgoing.end(body);
  });
}
