/** Error codes of single records in a call that succeeded as a whole. */
export type RecordErrorCode = 'ProvisionedThroughputExceededException' | 'InternalFailure';

/** A fault of a whole PutRecords call. */
export type CallFault =
  /**
   * The response is an exception. The status is 400 by default, and 500 or 503 for the exceptions with that status.
   * `accessKeyId`: the fault applies only to calls that are signed with this key, for example for an expired token.
   * `recordWith`: the fault applies only to calls with a record that contains this text, for example for an invalid record.
   */
  | {
    readonly kind: 'error';
    readonly error: string;
    readonly status?: number;
    readonly message?: string;
    readonly accessKeyId?: string;
    readonly recordWith?: string;
  }
  /** There is never a response, and the connection stays open. `delivered`: the records reach the stream. */
  | { readonly kind: 'hang'; readonly delivered?: boolean }
  /** The connection is closed instead of a response. `delivered`: the records reach the stream. */
  | { readonly kind: 'reset'; readonly delivered?: boolean }
  /** The connection is closed during the request, and nothing reaches the stream. */
  | { readonly kind: 'reset-in-request' }
  /** The records reach the stream. The connection is closed after half of the response. */
  | { readonly kind: 'reset-in-answer' }
  /** The records reach the stream. The response stops after half of it. */
  | { readonly kind: 'hang-in-answer' }
  /** The records reach the stream. The response is valid HTTP with half of the JSON. */
  | { readonly kind: 'truncated-answer' }
  /** Another server on the network path responds with a web page. @default status 200 */
  | { readonly kind: 'foreign-answer'; readonly status?: number };

/** The faults of PutRecords calls. */
export interface Faults {
  /** The probability that a record is rejected, from 0 to 1. @default 0 */
  readonly recordFailureRate?: number;
  /** The error code of rejected records. @default 'ProvisionedThroughputExceededException' */
  readonly recordErrorCode?: RecordErrorCode;
  /** The fault of every call. @default - no call fails as a whole */
  readonly call?: CallFault;
  /** The delay of every response in milliseconds, or a range for a random delay. @default 0 */
  readonly latencyMs?: number | LatencyRange;
}

/** A range in milliseconds, including both ends. */
export interface LatencyRange {
  readonly min: number;
  readonly max: number;
}

/** The faults of every call, or a function that returns the faults of each call. */
export type FaultSource = Faults | (() => Faults);

export const NO_FAULTS: Faults = {};

const STATUS: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  InternalFailureException: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
};

/** Returns the HTTP status of an exception. https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html */
export function statusOf(error: string): number {
  return STATUS[error] ?? 400;
}
