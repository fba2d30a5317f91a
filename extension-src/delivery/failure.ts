/** Whether sending again soon can help. */
export type FailureKind = 'transient' | 'permanent';

/**
 * Errors that last until somebody changes something.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html#API_PutRecords_Errors
 */
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

/** What went wrong with a call. */
export interface Failure {
  readonly kind: FailureKind;
  /** the error's name and message, for a person */
  readonly message: string;
}

export function describeFailure(error: unknown): Failure {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  const label = name && name !== 'Error' ? name : code ?? 'Error';
  return {
    kind: name !== undefined && PERMANENT.has(name) ? 'permanent' : 'transient',
    message: message ? `${label}: ${message}` : label,
  };
}
