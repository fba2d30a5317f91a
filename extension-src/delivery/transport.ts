import type { PackedRecord } from './record';

/** `new`: to be opened. `proven`: it brought an answer a moment ago. `idle`: it has been silent so long that it may be dead. */
export type ConnectionState = 'new' | 'proven' | 'idle';

/** How a batch reaches Kinesis. */
export interface Transport {
  /** What the next call will be made over. */
  readonly connection: ConnectionState;

  /**
   * Makes one PutRecords call, without retries of its own.
   *
   * @returns for each record, in order, the error code with which Kinesis refused it, or undefined where it was taken
   * @throws Error when the call as a whole failed, or was aborted: some of its records may have been taken all the same
   */
  putRecords(batch: readonly PackedRecord[], signal: AbortSignal): Promise<ReadonlyArray<string | undefined>>;

  /** Forgets all connections: the next call opens a new one. */
  reset(): void;

  /** Forgets the credentials too: the next call asks for them anew. */
  renewCredentials(): void;
}
