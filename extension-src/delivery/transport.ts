import type { PackedRecord } from './record';

/** How a batch reaches Kinesis. */
export interface Transport {
  /**
   * Makes one PutRecords call, without retries of its own.
   *
   * @returns for each record, in order, the error code with which Kinesis refused it, or undefined where it was taken
   * @throws Error when the call as a whole failed, or was aborted: some of its records may have been taken all the same
   */
  putRecords(batch: readonly PackedRecord[], signal: AbortSignal): Promise<ReadonlyArray<string | undefined>>;

  /** Forgets all connections: the next call opens a new one. */
  reset(): void;
}
