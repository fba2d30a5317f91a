/**
 * What to do about a failed call.
 *
 * - `reconnect`: the connection was dead before the call, or died in a freeze; at once, over a new one
 * - `transient`: it may pass; after a pause
 * - `credentials`: they have expired; at once, with new ones
 * - `clock`: the environment's clock was wrong, and the client knows now by how much; at once
 * - `invalid`: Kinesis rejects the call because of a record in it
 * - `permanent`: it lasts until somebody changes something; nobody waits for that
 */
export type FailureKind = 'reconnect' | 'transient' | 'credentials' | 'clock' | 'invalid' | 'permanent';

/** What went wrong with a call. */
export interface Failure {
  readonly kind: FailureKind;
  /** the error's name and message, for a person */
  readonly message: string;
}

/**
 * The JSON protocol names some errors with the suffix `Exception`, and other protocols without.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html#API_PutRecords_Errors
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html
 */
const PERMANENT = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'CredentialsProviderError',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'KMSOptInRequired',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'ResourceNotFoundException',
  'SignatureDoesNotMatch',
  'SubscriptionRequiredException',
  'UnauthorizedAccess',
  'UnknownOperationException',
  'UnrecognizedClientException',
]);

const INVALID = new Set([
  'InvalidArgumentException', 'RequestEntityTooLargeException', 'SerializationException', 'ValidationError', 'ValidationException',
]);

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException']);

const CLOCK = new Set(['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed']);
/** These have a wrong clock as one of several causes. */
const SIGNATURE = new Set(['AuthFailure', 'InvalidSignatureException', 'SignatureDoesNotMatch']);
/** A message of Kinesis about the time of the call, such as "Signature expired: … is now earlier than …". Some have two spaces. */
const CLOCK_MESSAGE = /signature\s+(expired|not\s+yet\s+current)|time\s+too\s+skewed/i;

/** How a connection ends that the other side, or a freeze, has closed. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

interface CallError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** What the SDK adds. */
  readonly $metadata?: { readonly clockSkewCorrected?: boolean };
}

/** A call was given up because the environment had been frozen during it: nobody knows what became of it. */
export class FrozenCallError extends Error {
  constructor() {
    super('the environment was frozen during the call');
    this.name = 'FrozenCallError';
  }
}

/** @param wasFresh whether the call had opened its connection itself */
export function describeFailure(error: unknown, wasFresh: boolean): Failure {
  const callError = error as CallError;
  const { name, message, code } = callError;
  const label = name && name !== 'Error' ? name : code ?? 'Error';
  return { kind: kindOf(callError, wasFresh), message: message ? `${label}: ${message}` : label };
}

/** Whether another call at once may succeed, because the cause is removed by then. */
export function isCuredByAnotherCall({ kind }: Failure): boolean {
  return kind === 'reconnect' || kind === 'credentials' || kind === 'clock';
}

/** Whether Kinesis answered the call, so that the connection is good. */
export function hasAnswered({ kind }: Failure): boolean {
  return kind === 'permanent' || kind === 'credentials' || kind === 'clock' || kind === 'invalid';
}

function kindOf({ name = '', message = '', code = '', $metadata }: CallError, wasFresh: boolean): FailureKind {
  // While the clock is wrong the SDK adds its mark to errors with any cause, such as a missing permission.
  const isAboutTime = SIGNATURE.has(name) && ($metadata?.clockSkewCorrected === true || CLOCK_MESSAGE.test(message));
  if (isAboutTime || CLOCK.has(name)) return 'clock';
  if (PERMANENT.has(name)) return 'permanent';
  if (INVALID.has(name)) return 'invalid';
  if (EXPIRED.has(name)) return 'credentials';
  return name === 'FrozenCallError' || (CLOSED.has(code) && !wasFresh) ? 'reconnect' : 'transient';
}
