/** Why a Kinesis record cannot be decoded. Each code corresponds to an error class. */
export type RecordErrorCode = 'corrupt' | 'foreign' | 'too-large' | 'unsupported-compression';

/**
 * A Kinesis record that cannot be decoded. Other records are not affected.
 *
 * Compare `code` instead of using `instanceof` if a process loads the module twice (as CommonJS and as an ES module): each copy
 * has its own classes.
 */
export abstract class RecordError extends Error {
  abstract readonly code: RecordErrorCode;
  /** Kinesis's sequence number of the record, if it has one. */
  sequenceNumber?: string;
}

/** A record that starts like one of the extension and is damaged: truncated, changed, or with a wrong checksum. */
export class CorruptRecordError extends RecordError {
  override readonly name = 'CorruptRecordError';
  readonly code = 'corrupt';
}

/** A record that the extension did not write. */
export class ForeignRecordError extends RecordError {
  override readonly name = 'ForeignRecordError';
  readonly code = 'foreign';
}

/** A record that decompresses to more than `maxOutputLength`. */
export class OversizedRecordError extends RecordError {
  override readonly name = 'OversizedRecordError';
  readonly code = 'too-large';
}

/** A record whose compression this Node.js does not support: Zstandard before 22.15 (in version 23: before 23.8). */
export class UnsupportedCompressionError extends RecordError {
  override readonly name = 'UnsupportedCompressionError';
  readonly code = 'unsupported-compression';
}
