import type { PlannedFilter, PlannedMask, ScreenPlan } from '../screening/plan';

/**
 * What the native host (extension-host/) gives to JavaScript: the global `engine`.
 *
 * The host knows nothing of telemetry, of Lambda or of Kinesis. Functions are synchronous unless they return a promise. Promises are
 * rejected with an {@link EngineError}. Bytes that are passed in are copied, unless the function says that it writes to them.
 * Bytes that are returned have a buffer of their own.
 */
export interface Engine {
  /** The environment variables of the process. A variable that is not valid UTF-8 is left out. */
  readonly env: Readonly<Record<string, string>>;

  /** Calls the callback once after `ms` milliseconds of a clock that may stand still while the process is frozen. Returns an id for {@link clearTimer}. */
  setTimer(ms: number, callback: () => void): number;
  clearTimer(id: number): void;

  /** The text of a file. Throws an Error with the file's name and the reason if it cannot be read. */
  readFile(path: string): string;

  /**
   * Loads a part of the extension that is in the program file beside the main one. Calls with the same name load it again.
   *
   * @returns what the part exports
   */
  loadPart(name: string): object;

  /** Writes all bytes to standard output. Returns false if that failed. */
  writeStdout(bytes: Uint8Array): boolean;

  /** Ends the process at once. */
  exit(code: number): void;

  /** Logs the message, and replaces the process by its idle mode, which registers for SHUTDOWN if nothing has registered yet. */
  fail(message: string): void;

  /** Calls the callback with `SIGTERM` or `SIGINT`, instead of ending the process. */
  onSignal(callback: (signal: string) => void): void;

  /** Calls the callback for each exception that a callback throws, and each rejected promise that nothing handles. The message includes the stack. */
  onError(callback: (message: string) => void): void;

  /** Random bytes of the operating system. A snapshot of the process does not repeat them. */
  random(bytes: number): Uint8Array;

  sha256(bytes: Uint8Array): Uint8Array;
  md5(bytes: Uint8Array): Uint8Array;

  /**
   * Signs a request with AWS Signature Version 4.
   *
   * @returns the headers to add to the request
   */
  sign(request: SignedRequest): Record<string, string>;

  /** @returns the compressed bytes. `level` 1 is the fastest. */
  gzip(bytes: Uint8Array, level: number): Uint8Array;
  zstd(bytes: Uint8Array, level: number): Uint8Array;

  /** Text to UTF-8. Half of a surrogate pair becomes U+FFFD, as in Node.js. */
  encode(text: string): Uint8Array;
  /** The number of bytes that {@link encode} returns. */
  encodedLength(text: string): number;
  /** Bytes to text, as `Buffer.toString` of Node.js does. Invalid UTF-8 becomes U+FFFD. */
  decode(bytes: Uint8Array, encoding: 'utf8' | 'latin1' | 'hex' | 'base64', start: number, end: number): string;
  /** Writes text into the bytes at a position. Returns the number of written bytes. Throws a RangeError if they do not fit. */
  write(into: Uint8Array, text: string, at: number, encoding: 'utf8' | 'latin1'): number;
  /** Writes base64 of the bytes between `start` and `end` of `from` into `into`. Returns the number of written bytes. */
  writeBase64(into: Uint8Array, at: number, from: Uint8Array, start: number, end: number): number;
  /** Copies the bytes between `start` and `end`. Returns their number. */
  copy(into: Uint8Array, at: number, from: Uint8Array, start: number, end: number): number;
  /** The first position, from `from` on, of a byte or of a sequence of bytes, or -1. */
  indexOf(bytes: Uint8Array, needle: number | Uint8Array, from: number): number;
  equals(a: Uint8Array, b: Uint8Array): boolean;

  /**
   * Starts an HTTP server on a free port of all interfaces. It responds to every request with 200 and no body, on a thread of its own, before
   * JavaScript runs. See extension-host/src/listener.rs for its limits.
   *
   * @param onBody receives the body of each POST that has one, in order of arrival; `id` is the header `sequence-id`; `connection` is the
   * same for requests of one connection, and not used again
   * @param onRefused receives the reason why a body was discarded
   * @returns the port
   */
  listen(onBody: (body: Uint8Array, id: string | undefined, connection: number) => void, onRefused: (reason: string) => void): Promise<number>;
  /** Stops listening and closes all connections. */
  closeListener(): void;

  /** Makes an HTTP/1.1 request. */
  request(request: EngineRequest): { readonly id: number; readonly answer: Promise<EngineResponse> };
  /** Ends a request and its connection. Its answer is rejected with the code `ABORTED`. No effect if it has ended. */
  cancel(id: number): void;
  /** Opens a connection for the next request to this origin in the pool. */
  connect(target: EngineTarget): Promise<void>;
  /** Closes the pool's idle connections. Those in use close when their request ends. */
  closePool(pool: string): void;

  /** The native form of `findEvents` in event-bytes.ts. Writes to the body. */
  findEvents(body: Uint8Array): FoundByEngine;
  /** The native form of `copyEnvelopes` in event-bytes.ts. Writes to `into`. Returns the number of copied events and the position after the last. */
  copyEnvelopes(
    into: Uint8Array, at: number, left: number, body: Uint8Array, positions: Uint32Array, first: number, count: number,
    fields: Uint8Array, tail: Uint8Array, sequence: number, bytesPerEnvelope: number,
  ): [copied: number, position: number];
  /** The native form of `statedRequests` in event-bytes.ts. */
  statedRequests(body: Uint8Array, positions: Uint32Array, first: number, count: number): Uint32Array;
  /** The native form of `findRecord` in event-bytes.ts. */
  findRecord(event: Uint8Array): [start: number, end: number] | undefined;
  /** The native form of `jsonBeginning` in event-bytes.ts. */
  jsonBeginning(json: Uint8Array, maxBytes: number): [content: Uint8Array, taken: number] | undefined;

  /** The native form of `createScreen` in screen.ts. Throws an Error if a pattern cannot be compiled. Returns the native form of `examine`, which throws an Error after a panic. */
  createScreen(plan: EngineScreenPlan): (body: Uint8Array, positions: Uint32Array, first: number, count: number, type: string) => ScreenedByEngine;
}

/** A failed request. `code` is as in Node.js where Node.js has one (ECONNREFUSED, ECONNRESET, ENOTFOUND, ETIMEDOUT, EPIPE, …), else `ABORTED`, `TLS` or `HTTP`. */
export interface EngineError extends Error {
  readonly code: string;
}

export interface EngineTarget {
  /** For example `https://kinesis.eu-west-1.amazonaws.com` or `http://127.0.0.1:9001`. */
  readonly origin: string;
  /** Requests of one pool share connections. A connection that is idle is used again. */
  readonly pool: string;
  /** The limit for connecting, including the TLS handshake; then the request fails with ETIMEDOUT. 0: no limit. */
  readonly connectTimeoutMs: number;
  /** The URL of an HTTP proxy, with user and password if it needs them. https: origins are reached through a tunnel (CONNECT). */
  readonly proxy?: string;
}

export interface EngineRequest extends EngineTarget {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** `host` and `content-length` are added. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** The limit for the whole request; then it fails with ETIMEDOUT. 0: no limit, for hours. */
  readonly timeoutMs: number;
  /** A connection that has been idle for longer, by the wall clock, is closed instead of used. */
  readonly maxIdleMs?: number;
  /** Whether to repeat the request once, on a new connection, if an idle connection breaks before the first byte of the response. */
  readonly retriesStale: boolean;
  /** Called once the whole request is handed to the operating system. */
  readonly onSent?: () => void;
}

export interface EngineResponse {
  readonly status: number;
  /** Names in lower case. Of a repeated header the values are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html */
export interface SignedRequest {
  readonly method: string;
  /** The whole URL, with the query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly service: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** milliseconds since the epoch */
  readonly timeMs: number;
}

/** As `FoundEvents` of event-bytes.ts. `positions` has three numbers for each event, and no more. */
export interface FoundByEngine {
  readonly positions: Uint32Array;
  readonly runs: Uint32Array;
  /** What is wrong with the body after the last event. */
  readonly malformed?: string;
}

/** A `ScreenPlan` whose patterns are numbers: see pattern-numbers.ts. */
export interface EngineScreenPlan extends Omit<ScreenPlan, 'filters' | 'mask'> {
  readonly filters: ReadonlyArray<Omit<PlannedFilter, 'pattern'> & { readonly pattern: readonly number[] }>;
  readonly mask: (Omit<PlannedMask, 'patterns'> & { readonly patterns: ReadonlyArray<readonly number[]> }) | undefined;
}

/** As `Screened` of screen.ts. What is missing is as it was given, or empty. Positions begin with the first event that is kept. */
export interface ScreenedByEngine {
  readonly count: number;
  readonly body?: Uint8Array;
  readonly positions?: Uint32Array;
  readonly levels?: Uint8Array;
  readonly omitted?: readonly number[];
  readonly masked?: readonly number[];
}

declare global {
  var engine: Engine;
}
