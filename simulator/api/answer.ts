import { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return buffer(request);
}

export function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(',') : value ?? '';
}

export function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (response.destroyed) return;
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json', 'Content-Length': text.length });
  response.end(text);
}

export function answerError(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  answer(response, status, { errorMessage, errorType });
}

/** Every error of the Extensions API has the status 403. */
export function forbidden(response: ServerResponse, errorType: string, errorMessage: string): void {
  answerError(response, 403, errorType, errorMessage);
}

export function accepted(response: ServerResponse): void {
  answer(response, 202, { status: 'OK' });
}
