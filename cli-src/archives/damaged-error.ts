import type { RecordErrorCode } from '../../consumer-src';

/** Bytes that cannot be read. What follows them in the same file is lost, too. */
export class DamagedError extends Error {
  constructor(readonly code: RecordErrorCode, message: string) {
    super(message);
  }
}
