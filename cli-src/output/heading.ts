import type { Invocation } from '../invocations/invocation';

/** Returns the facts of an invocation in one line. */
export function headingOf({ requestId, status, errorType, memorySizeMB, maxMemoryUsedMB, ...invocation }: Invocation): string {
  const { durationMs, billedDurationMs, initDurationMs, restoreDurationMs } = invocation;
  const facts = [
    status === undefined ? 'not finished' : errorType === undefined ? status : `${status} (${errorType})`,
    durationMs !== undefined && milliseconds(durationMs),
    billedDurationMs !== undefined && `billed ${milliseconds(billedDurationMs)}`,
    maxMemoryUsedMB !== undefined && memorySizeMB !== undefined && `${maxMemoryUsedMB} of ${memorySizeMB} MB`,
    initDurationMs !== undefined && `cold start ${milliseconds(initDurationMs)}`,
    restoreDurationMs !== undefined && `restored in ${milliseconds(restoreDurationMs)}`,
  ];
  return `${invocation.function} ${requestId} ${facts.filter((fact) => fact !== false).join(', ')}`;
}

function milliseconds(value: number): string {
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
}
