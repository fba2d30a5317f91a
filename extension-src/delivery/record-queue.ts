import { BATCH_BYTES, MAX_RECORDS_PER_CALL } from './limits';
import type { PackedRecord } from './record';

/** The records that Kinesis has not acknowledged yet, oldest first. */
export class RecordQueue {
  private records: PackedRecord[] = [];
  private bytes = 0;
  private inFlight: ReadonlySet<PackedRecord> = new Set();
  private pushed = 0;
  private readonly ordinals = new WeakMap<PackedRecord, number>();

  get length(): number {
    return this.records.length;
  }

  get all(): readonly PackedRecord[] {
    return this.records;
  }

  /** Bytes of memory held by all records in the queue. */
  get heldBytes(): number {
    return this.bytes;
  }

  /** Events in all records of the queue. */
  get eventCount(): number {
    return this.records.reduce((sum, record) => sum + record.lastSequence - record.firstSequence + 1, 0);
  }

  /** The number of records ever queued, which is the ordinal of the last one for {@link hasUpTo}. */
  get lastOrdinal(): number {
    return this.pushed;
  }

  /** The place of the oldest record in that order. */
  get firstOrdinal(): number {
    const [oldest] = this.records;
    return oldest === undefined ? this.pushed : this.ordinals.get(oldest) ?? 0;
  }

  /** When the oldest event in the queue was packed, in milliseconds since the epoch. */
  get oldestAt(): number | undefined {
    return this.records[0]?.createdAt;
  }

  push(record: PackedRecord): void {
    this.records.push(record);
    this.ordinals.set(record, ++this.pushed);
    this.bytes += record.heldBytes;
  }

  /**
   * Returns the next batch: as many of the oldest records as fit into one call. They are in flight until {@link settle}.
   *
   * @param maxBytes maximum bytes of data and keys; a single record may have more
   * @param isHeldBack whether the batch leaves a record out
   */
  takeBatch(maxBytes = BATCH_BYTES, maxRecords = MAX_RECORDS_PER_CALL, isHeldBack: (record: PackedRecord) => boolean = () => false): PackedRecord[] {
    const batch: PackedRecord[] = [];
    let bytes = 0;
    for (const record of this.records) {
      if (isHeldBack(record)) continue;
      bytes += record.data.length + record.partitionKey.length;
      if (batch.length >= Math.min(maxRecords, MAX_RECORDS_PER_CALL) || (batch.length > 0 && bytes > maxBytes)) break;
      batch.push(record);
    }
    this.inFlight = new Set(batch);
    return batch;
  }

  /** Ends a call: removes acknowledged records. The rest of the batch keeps its place. */
  settle(acknowledged: ReadonlySet<PackedRecord>): void {
    this.inFlight = new Set();
    if (acknowledged.size === 0) return;
    this.records = this.records.filter((record) => !acknowledged.has(record));
    this.bytes = this.records.reduce((sum, record) => sum + record.heldBytes, 0);
  }

  /** Gives the records that are not in flight other partition keys. */
  spread(newKey: () => string): void {
    this.records = this.records.map((record) => {
      if (this.inFlight.has(record)) return record;
      const spread = { ...record, partitionKey: newKey() };
      this.ordinals.set(spread, this.ordinals.get(record) ?? 0);
      return spread;
    });
  }

  /**
   * Removes records that will never be sent.
   *
   * @returns those of them that were in the queue: the others were dropped meanwhile
   */
  remove(records: readonly PackedRecord[]): PackedRecord[] {
    const removed = records.filter((record) => this.records.includes(record));
    this.records = this.records.filter((record) => !removed.includes(record));
    this.bytes = this.records.reduce((sum, record) => sum + record.heldBytes, 0);
    return removed;
  }

  /** Removes the oldest record that is not in flight. Kinesis may already have stored those in flight. */
  dropOldest(): PackedRecord | undefined {
    const index = this.records.findIndex((record) => !this.inFlight.has(record));
    if (index < 0) return undefined;
    const [dropped] = this.records.splice(index, 1);
    this.bytes -= dropped.heldBytes;
    return dropped;
  }

  /** Whether a record with this ordinal or a lower one is still unacknowledged. */
  hasUpTo(ordinal: number): boolean {
    const [oldest] = this.records;
    return oldest !== undefined && (this.ordinals.get(oldest) ?? 0) <= ordinal;
  }
}
