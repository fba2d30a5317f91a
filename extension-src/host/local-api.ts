/** A response of one of Lambda's local APIs. */
export interface LocalAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A call to a local API. */
export interface LocalCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long the whole response may take. @default - no timeout, because `/event/next` can take hours */
  readonly timeoutMs?: number;
}

/** A call in progress. */
export interface Pending<T> {
  /** Resolves when the request has been sent or has failed. Work that starts afterwards does not delay the request. */
  readonly sent: Promise<void>;
  readonly answer: Promise<T>;
}

export type LocalApi = (call: LocalCall) => Pending<LocalAnswer>;

/**
 * Returns a client for `http://$AWS_LAMBDA_RUNTIME_API`. It repeats a call once if the connection that it reuses has been closed.
 *
 * @param authority host:port, as `AWS_LAMBDA_RUNTIME_API` gives it
 * @param connectTimeoutMs how long connecting may take; 0 for no timeout
 */
export type CreateLocalApi = (authority: string, connectTimeoutMs: number) => LocalApi;
