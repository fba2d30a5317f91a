import { BATCH_BYTES, MAX_RECORDS_PER_CALL } from './limits';
import type { PackedRecord } from './record';

/** Records on their way to Kinesis, oldest first. They stay here until Kinesis has acknowledged them. */
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

  /** Counts the records that were ever queued: what {@link hasUpTo} understands. */
  get lastOrdinal(): number {
    return this.pushed;
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
   * The next batch: the oldest records, as many as one call may carry. They count as in flight until {@link settle}.
   *
   * @param maxBytes of data and keys; a single record may have more
   */
  takeBatch(maxBytes = BATCH_BYTES): PackedRecord[] {
    const batch: PackedRecord[] = [];
    let bytes = 0;
    for (const record of this.records) {
      bytes += record.data.length + record.partitionKey.length;
      if (batch.length === MAX_RECORDS_PER_CALL || (batch.length > 0 && bytes > maxBytes)) break;
      batch.push(record);
    }
    this.inFlight = new Set(batch);
    return batch;
  }

  /** Ends a call: what was acknowledged leaves the queue, the rest of the batch keeps its place. */
  settle(acknowledged: ReadonlySet<PackedRecord>): void {
    this.inFlight = new Set();
    if (acknowledged.size === 0) return;
    this.records = this.records.filter((record) => !acknowledged.has(record));
    this.bytes = this.records.reduce((sum, record) => sum + record.heldBytes, 0);
  }

  /** Takes the oldest record out that is not in flight: Kinesis may have taken those in flight already. */
  dropOldest(): PackedRecord | undefined {
    const index = this.records.findIndex((record) => !this.inFlight.has(record));
    if (index < 0) return undefined;
    const [dropped] = this.records.splice(index, 1);
    this.bytes -= dropped.heldBytes;
    return dropped;
  }

  /** Whether a record that was queued as this one, or before it, still waits for its acknowledgement. */
  hasUpTo(ordinal: number): boolean {
    const [oldest] = this.records;
    return oldest !== undefined && (this.ordinals.get(oldest) ?? 0) <= ordinal;
  }
}
