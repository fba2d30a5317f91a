import type { Invocation } from '../invocations/invocation';

/** Returns the name of an invocation, and its facts, in one line. */
export function headingOf(invocation: Invocation): string {
  return `${invocation.function} ${invocation.requestId} ${factsOf(invocation)}`;
}

/** Returns what is known of an invocation. */
export function factsOf({ status, errorType, memorySizeMB, maxMemoryUsedMB, ...durations }: Invocation): string {
  const { durationMs, billedDurationMs, initDurationMs, restoreDurationMs } = durations;
  const facts = [
    status === undefined ? 'not finished' : errorType === undefined ? status : `${status} (${errorType})`,
    durationMs !== undefined && milliseconds(durationMs),
    billedDurationMs !== undefined && `billed ${milliseconds(billedDurationMs)}`,
    maxMemoryUsedMB !== undefined && memorySizeMB !== undefined && `${maxMemoryUsedMB} of ${memorySizeMB} MB`,
    initDurationMs !== undefined && `cold start ${milliseconds(initDurationMs)}`,
    restoreDurationMs !== undefined && `restored in ${milliseconds(restoreDurationMs)}`,
  ];
  return facts.filter((fact) => fact !== false).join(', ');
}

function milliseconds(value: number): string {
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
}
