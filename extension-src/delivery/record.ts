import type { OmittedReport } from './omissions';

/** A Kinesis record: whole envelopes, one per line, with consecutive sequence numbers. */
export interface PackedRecord extends Reported {
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
}

/** What events of the extension report. It is reported again if they are dropped. */
export interface Reported {
  /** The ranges that `telemetry.dropped` events report. */
  readonly drops: readonly DroppedRange[];
  /** What `telemetry.omitted` events report. Undefined if there are none. */
  readonly omitted?: readonly OmittedReport[];
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
