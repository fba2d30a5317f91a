import { randomBytes } from 'node:crypto';
import { ErrorDescription, Status } from '../model/results';
import { Span, Tracing } from '../telemetry/platform-records';

/** An invocation and its deadline. */
export interface Invocation {
  readonly requestId: string;
  readonly payload: string;
  readonly tracing: Tracing;
  readonly startTime: Date;
  /** The start and the deadline, in the time of `performance.now()`. */
  readonly startedAt: number;
  readonly deadline: number;
  /** The deadline in ms since 1970. */
  readonly deadlineMs: number;
}

/** The outcome of an invocation. */
export interface InvokePhase {
  readonly status: Status;
  readonly response?: unknown;
  readonly error?: ErrorDescription;
  readonly durationMs: number;
  readonly holdMs: number;
  readonly spans: readonly Span[];
  /** Why the environment must be reset; undefined if it must not. */
  readonly reset?: 'timeout' | 'failure';
}

export function newInvocation(requestId: string, event: unknown, timeoutMs: number, clockAheadMs: number): Invocation {
  const startTime = new Date();
  const startedAt = performance.now();
  return {
    requestId,
    payload: JSON.stringify(event) ?? 'null',
    tracing: newTracing(startTime),
    startTime,
    startedAt,
    deadline: startedAt + timeoutMs,
    deadlineMs: startTime.getTime() + timeoutMs + clockAheadMs,
  };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTracing(time: Date): Tracing {
  const seconds = Math.floor(time.getTime() / 1000).toString(16);
  const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
  return { type: 'X-Amzn-Trace-Id', value: `Root=1-${seconds}-${hex(12)};Parent=${hex(8)};Sampled=0` };
}
