/** A Kinesis record: whole envelopes, one per line, with consecutive sequence numbers. */
export interface PackedRecord {
  readonly data: Buffer;
  readonly partitionKey: string;
  /** The id of the execution environment that the sequence numbers belong to. */
  readonly environment: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Bytes of memory that the record holds. */
  readonly heldBytes: number;
  /** When its first envelope was written, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** The ranges that `telemetry.dropped` envelopes in the record report. They are reported again if the record is dropped. */
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

export type DropReason = 'buffer-full' | 'too-large' | 'rejected' | 'failed';
