/**
 * How to react to a failed call.
 *
 * - `reconnect`: the connection was dead before the call, or died in a freeze; retry at once over a new one
 * - `transient`: the failure may pass; retry after a pause
 * - `credentials`: the credentials have expired; retry at once with new ones
 * - `permanent`: the failure lasts until the configuration changes; give up, and try again much later
 */
export type FailureKind = 'reconnect' | 'transient' | 'credentials' | 'permanent';

/** What went wrong with a call. */
export interface Failure {
  readonly kind: FailureKind;
  /** the error's name and message, for a person */
  readonly message: string;
}

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html#API_PutRecords_Errors */
const PERMANENT = new Set([
  'AccessDeniedException',
  'CredentialsProviderError',
  'IncompleteSignature',
  'InvalidArgumentException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'KMSOptInRequired',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'OptInRequired',
  'ResourceNotFoundException',
  'UnrecognizedClientException',
  'ValidationException',
]);

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html */
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** The error codes of a connection that was closed by the server or by a freeze. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

interface CallError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
}

/** A call was aborted because the environment was frozen while it ran. Its result is unknown. */
export class FrozenCallError extends Error {
  constructor() {
    super('the environment was frozen during the call');
    this.name = 'FrozenCallError';
  }
}

/** @param wasFresh whether the call opened its own connection */
export function describeFailure(error: unknown, wasFresh: boolean): Failure {
  const { name, message, code } = error as CallError;
  const label = name && name !== 'Error' ? name : code ?? 'Error';
  return { kind: kindOf(name ?? '', code ?? '', wasFresh), message: message ? `${label}: ${message}` : label };
}

function kindOf(name: string, code: string, wasFresh: boolean): FailureKind {
  if (PERMANENT.has(name)) return 'permanent';
  if (EXPIRED.has(name)) return 'credentials';
  return name === 'FrozenCallError' || (CLOSED.has(code) && !wasFresh) ? 'reconnect' : 'transient';
}
