/** The status of a platform event. `error`: the handler threw; `failure`: the function's process or an extension ended. */
export type Status = 'success' | 'failure' | 'error' | 'timeout';

export type ShutdownReason = 'spindown' | 'timeout' | 'failure';

/** `init`: before the first invocation; `invoke`: inside an invocation, after a failed init or a reset. */
export type InitPhase = 'init' | 'invoke';

export interface ErrorDescription {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
}

/** Why a launch failed. */
export interface Failure extends ErrorDescription {
  readonly status: Status;
}

export interface InitResult {
  readonly status: Status;
  readonly phase: InitPhase;
  readonly durationMs: number;
  readonly error?: ErrorDescription;
}

export interface InvocationResult {
  readonly requestId: string;
  readonly status: Status;
  /** The handler's return value. Also set with the status `timeout` if only an extension exceeded the timeout. */
  readonly response?: unknown;
  readonly error?: ErrorDescription;
  /** The time from the start of the invocation until the runtime and every extension called next. */
  readonly durationMs: number;
  /** The time from `platform.runtimeDone` until every extension called next. */
  readonly holdMs: number;
  /** Undefined unless the invocation was a cold start. */
  readonly initDurationMs?: number;
  readonly coldStart: boolean;
}

export interface ShutdownResult {
  readonly reason: ShutdownReason;
  readonly durationMs: number;
  /** How each extension ended: it exited, or Lambda sent SIGKILL. */
  readonly extensions: readonly { readonly name: string; readonly ended: 'exited' | 'killed'; readonly exitCode?: number; readonly signal?: string }[];
}
