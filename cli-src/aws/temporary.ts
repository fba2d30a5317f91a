import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

type SdkError = Parameters<typeof isThrottlingError>[0] & NodeJS.ErrnoException;

/** Network errors that the SDK does not call transient, but which pass when a laptop is back on the network. */
const OFFLINE = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'];

/** Limits that the SDK does not know as such. */
const LIMITS = ['LimitExceededException', 'KMSThrottlingException'];

/** The shard has been read five times in this second, or 2 MB a second, or the account calls too often. */
export function isThrottled(error: unknown): boolean {
  return isSdkError(error) && (isThrottlingError(error) || LIMITS.includes(error.name));
}

/** Returns whether the same call may succeed later. */
export function isTemporary(error: unknown): boolean {
  return isThrottled(error) || isSdkError(error) && (isTransientError(error) || isServerError(error) || OFFLINE.includes(error.code ?? ''));
}

/** Errors of the network, and those of AWS, which have more fields. */
function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error;
}
