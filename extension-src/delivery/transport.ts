import type { PackedRecord } from './record';

/** `new`: not open yet. `proven`: it received a response a moment ago. `idle`: it was unused for so long that it may be dead. */
export type ConnectionState = 'new' | 'proven' | 'idle';

/** Sends batches to Kinesis. */
export interface Transport {
  /** The connection that the next call uses. */
  readonly connection: ConnectionState;

  /**
   * Makes one PutRecords call without retries.
   *
   * @returns for each record, in order, the error code with which Kinesis refused it, or undefined if Kinesis stored it
   * @throws Error if the whole call failed or was aborted; Kinesis may still have stored some of its records
   */
  putRecords(batch: readonly PackedRecord[], signal: AbortSignal): Promise<ReadonlyArray<string | undefined>>;

  /** Drops all connections. The next call opens a new one. */
  reset(): void;

  /** Drops the cached credentials but keeps the connection. The next call asks the credentials provider again. */
  renewCredentials(): void;
}
