/** A file, an object of S3, or the standard input. */
export interface Input {
  /** As messages and the report name it. */
  readonly name: string;
  /** Its size as it is stored. Undefined for the standard input. */
  readonly bytes?: number;
  /** @throws CommandError */
  readonly open: (stopping: AbortSignal) => AsyncIterable<Uint8Array>;
}
