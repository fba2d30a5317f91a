/** Why a Kinesis record gives no envelopes: the same as the class of the error, for those who compare text. */
export type RecordErrorCode = 'corrupt' | 'foreign' | 'too-large' | 'unsupported-compression';

/**
 * A Kinesis record that gives no envelopes. It says nothing of the records around it.
 *
 * Where one process loads the module twice (as CommonJS and as an ES module), compare `code`: `instanceof` knows only the
 * classes of its own copy.
 */
export abstract class RecordError extends Error {
  abstract readonly code: RecordErrorCode;
  /** Kinesis's sequence number of the record, where the record came with one. */
  sequenceNumber?: string;
}

/** A record that begins like one of ours and is damaged: cut off, changed, or not what its checksum says. */
export class CorruptRecordError extends RecordError {
  override readonly name = 'CorruptRecordError';
  readonly code = 'corrupt';
}

/** A record that the extension has not written. */
export class ForeignRecordError extends RecordError {
  override readonly name = 'ForeignRecordError';
  readonly code = 'foreign';
}

/** A record that decompresses to more than `maxOutputLength`. */
export class OversizedRecordError extends RecordError {
  override readonly name = 'OversizedRecordError';
  readonly code = 'too-large';
}

/** A record whose compression this Node.js does not know: Zstandard before 22.15 (in version 23: before 23.8). */
export class UnsupportedCompressionError extends RecordError {
  override readonly name = 'UnsupportedCompressionError';
  readonly code = 'unsupported-compression';
}
