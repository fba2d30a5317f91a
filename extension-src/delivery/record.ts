/** A Kinesis record: whole envelopes, one a line, in the order of their sequence numbers, without a gap between them. */
export interface PackedRecord {
  readonly data: Buffer;
  readonly partitionKey: string;
  /** The id of the execution environment that the sequence numbers belong to. */
  readonly environment: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Bytes of memory that are held as long as the record is. */
  readonly heldBytes: number;
  /** When its first envelope was written, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** What the `telemetry.dropped` envelopes in it say: should the record be dropped too, this must be said again. */
  readonly drops: readonly DroppedRange[];
}

/** Events that will never reach the stream. */
export interface DroppedRange {
  readonly environment: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Bytes of their envelopes. */
  readonly bytes: number;
  readonly reason: DropReason;
}

export type DropReason = 'buffer-full' | 'too-large';
