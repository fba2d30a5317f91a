import { IncomingMessage, ServerResponse } from 'node:http';
import { accepted, answerError, bodyOf, header } from './answer';
import { Route } from './server';
import { ErrorDescription } from '../model/results';

/** An invocation's event for the runtime. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceId: string;
  readonly payload: string;
}

/** Is called for the runtime's requests. On Managed Instances the runtime has several open calls of next. */
export interface RuntimeListener {
  onNext(): void;
  onResponse(requestId: string, body: Buffer): void;
  onInvocationError(requestId: string, error: ErrorDescription): void;
  onInitError(error: ErrorDescription): void;
}

/** The maximum size of a response to a synchronous invocation (Developer Guide, "Lambda quotas"), plus 100 bytes for its wrapping. */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/**
 * The Runtime API.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  private polls: ServerResponse[] = [];
  private waiting: RuntimeEvent[] = [];
  private readonly running = new Set<string>();

  constructor(private readonly listener: RuntimeListener) {}

  routes(): Route[] {
    const base = '^/2018-06-01/runtime';
    return [
      { method: 'GET', path: new RegExp(`${base}/invocation/next$`), handler: (_request, response) => this.next(response) },
      { method: 'POST', path: new RegExp(`${base}/invocation/([^/]+)/response$`), handler: async (request, response, match) => this.response(request, response, match[1]) },
      { method: 'POST', path: new RegExp(`${base}/invocation/([^/]+)/error$`), handler: async (request, response, match) => this.error(request, response, match[1]) },
      { method: 'POST', path: new RegExp(`${base}/init/error$`), handler: async (request, response) => this.initError(request, response) },
    ];
  }

  send(event: RuntimeEvent): void {
    this.running.add(event.requestId);
    this.waiting.push(event);
    this.match();
  }

  private next(response: ServerResponse): void {
    this.polls.push(response);
    this.listener.onNext();
    this.match();
  }

  private match(): void {
    while (this.polls.length > 0 && this.waiting.length > 0) {
      const poll = this.polls.shift();
      const event = this.waiting.shift();
      if (!poll || !event) return;
      poll.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': event.requestId,
        'Lambda-Runtime-Deadline-Ms': String(event.deadlineMs),
        'Lambda-Runtime-Invoked-Function-Arn': event.functionArn,
        'Lambda-Runtime-Trace-Id': event.traceId,
      });
      poll.end(event.payload);
    }
  }

  private async response(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const body = await bodyOf(request);
    if (!this.finish(requestId, response)) return;
    if (body.length > MAX_RESPONSE_BYTES) {
      const errorMessage = `Response payload size (${body.length} bytes) exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
      this.listener.onInvocationError(requestId, { errorType: 'Function.ResponseSizeTooLarge', errorMessage });
      answerError(response, 413, 'RequestEntityTooLarge', errorMessage);
      return;
    }
    this.listener.onResponse(requestId, body);
    accepted(response);
  }

  private async error(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const error = await parseError(request);
    if (!this.finish(requestId, response)) return;
    this.listener.onInvocationError(requestId, error);
    accepted(response);
  }

  private async initError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.listener.onInitError(await parseError(request));
    accepted(response);
  }

  private finish(requestId: string, response: ServerResponse): boolean {
    if (this.running.delete(requestId)) return true;
    answerError(response, 400, 'InvalidRequestID', 'Invalid request ID');
    return false;
  }
}

async function parseError(request: IncomingMessage): Promise<ErrorDescription> {
  const body = (await bodyOf(request)).toString('utf8');
  const fallback = decodeURIComponent(header(request, 'Lambda-Runtime-Function-Error-Type')) || 'Runtime.Unknown';
  try {
    const { errorType, errorMessage, trace, stackTrace } = JSON.parse(body) as Record<string, unknown>;
    const stack = (Array.isArray(trace) ? trace : Array.isArray(stackTrace) ? stackTrace : undefined) as string[] | undefined;
    return { errorType: String(errorType ?? fallback), errorMessage: String(errorMessage ?? ''), stackTrace: stack };
  } catch {
    return { errorType: fallback, errorMessage: body };
  }
}
