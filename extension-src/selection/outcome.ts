import type { SamplingSettings } from '../../src/settings/selection/sampling-settings';

/** What `platform.runtimeDone` and `platform.report` say about the end of a request. */
export interface EndOfRequest {
  readonly status?: unknown;
  readonly errorType?: unknown;
  readonly metrics?: { readonly durationMs?: unknown } | null;
}

/** `Runtime.OutOfMemory`, and the errors of Java, Ruby and Python. */
const OUT_OF_MEMORY = /OutOfMemory|MemoryError/;

/** For Node.js, Java and .NET, Lambda only says that the runtime exited. https://github.com/DataDog/datadog-lambda-extension/pull/776 */
const EXITED = 'Runtime.ExitError';

/**
 * Whether the outcome of a request is a reason to keep it. If it is not known whether the request ran out of memory, it did. A status that
 * is newer than this code is an error.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-runtimeDone
 */
export function isReasonToKeep({ status, errorType, metrics }: EndOfRequest, { keep, slowerThanMs }: Pick<SamplingSettings, 'keep' | 'slowerThanMs'>): boolean {
  if (status === 'timeout') {
    if (keep.includes('timeout')) return true;
  } else if (status !== 'success' && status !== undefined && keep.includes('error')) {
    return true;
  }
  if (keep.includes('out-of-memory') && typeof errorType === 'string' && (errorType === EXITED || OUT_OF_MEMORY.test(errorType))) return true;
  const durationMs = metrics?.durationMs;
  return slowerThanMs !== undefined && typeof durationMs === 'number' && durationMs > slowerThanMs;
}
