/** The statuses of platform events; `error`: the handler threw, `failure`: the process or an extension died. */
export type Status = 'success' | 'failure' | 'error' | 'timeout';

export type ShutdownReason = 'spindown' | 'timeout' | 'failure';

/** `init` before the first invocation; `invoke` when it happens inside an invocation, after a failed init or a reset. */
export type InitPhase = 'init' | 'invoke';

export interface ErrorDescription {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
}

/** Why the processes of a launch cannot go on. */
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
  /** What the handler returned. Present on `timeout` too if only an extension was late. */
  readonly response?: unknown;
  readonly error?: ErrorDescription;
  /** From the start of the invocation until the runtime and every extension had called next. */
  readonly durationMs: number;
  /** From `platform.runtimeDone` until every extension had called next: what extensions cost this invocation. */
  readonly holdMs: number;
  /** Present on a cold start. */
  readonly initDurationMs?: number;
  readonly coldStart: boolean;
}

export interface ShutdownResult {
  readonly reason: ShutdownReason;
  readonly durationMs: number;
  /** How each extension ended: by itself, or by Lambda's SIGKILL. */
  readonly extensions: readonly { readonly name: string; readonly ended: 'exited' | 'killed'; readonly exitCode?: number; readonly signal?: string }[];
}
