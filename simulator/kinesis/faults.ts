/** Error codes that Kinesis gives to single records of a call that succeeded as a whole. */
export type RecordErrorCode = 'ProvisionedThroughputExceededException' | 'InternalFailure';

/** What goes wrong with a whole PutRecords call. */
export type CallFault =
  /**
   * Answered with an exception. The status is 400 by default, and 500 or 503 for the exceptions that have it.
   * `accessKeyId`: only where the call is signed with this key, as with a token that has expired.
   * `recordWith`: only where a record of the call contains this text, as with a record that Kinesis takes for invalid.
   */
  | {
    readonly kind: 'error';
    readonly error: string;
    readonly status?: number;
    readonly message?: string;
    readonly accessKeyId?: string;
    readonly recordWith?: string;
  }
  /** No answer, ever; the connection stays open. `delivered`: the records reach the stream all the same. */
  | { readonly kind: 'hang'; readonly delivered?: boolean }
  /** The connection is cut instead of an answer. `delivered`: the records reach the stream all the same. */
  | { readonly kind: 'reset'; readonly delivered?: boolean }
  /** The connection is cut while the request is on its way: nothing reaches the stream. */
  | { readonly kind: 'reset-in-request' }
  /** The records reach the stream; half of the answer comes, and then the connection is cut. */
  | { readonly kind: 'reset-in-answer' }
  /** The records reach the stream; half of the answer comes, and then nothing more. */
  | { readonly kind: 'hang-in-answer' }
  /** The records reach the stream; the answer is whole as HTTP, and half as JSON. */
  | { readonly kind: 'truncated-answer' }
  /** Something on the way answers with a page of its own instead of Kinesis. @default status 200 */
  | { readonly kind: 'foreign-answer'; readonly status?: number };

/** What goes wrong, as long as it is set. */
export interface Faults {
  /** So many of the records are refused, each by chance: 0 is none, 1 is all. @default 0 */
  readonly recordFailureRate?: number;
  /** @default 'ProvisionedThroughputExceededException' */
  readonly recordErrorCode?: RecordErrorCode;
  /** Every call fails like this. @default - no call fails as a whole */
  readonly call?: CallFault;
  /** Every answer comes so many milliseconds later; of a range, each by chance. @default 0 */
  readonly latencyMs?: number | LatencyRange;
}

/** Milliseconds, both ends included. */
export interface LatencyRange {
  readonly min: number;
  readonly max: number;
}

/** What goes wrong with every call, or who decides it for each. */
export type FaultSource = Faults | (() => Faults);

/** All goes well. */
export const NO_FAULTS: Faults = {};

const STATUS: Readonly<Record<string, number>> = {
  InternalFailure: 500,
  InternalFailureException: 500,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
};

/** The HTTP status that an exception comes with. https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html */
export function statusOf(error: string): number {
  return STATUS[error] ?? 400;
}
