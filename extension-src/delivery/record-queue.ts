import { BATCH_BYTES, MAX_RECORDS_PER_CALL } from './limits';
import type { PackedRecord } from './record';

/** Records on their way to Kinesis, oldest first. They stay here until Kinesis has acknowledged them. */
export class RecordQueue {
  private records: PackedRecord[] = [];
  private bytes = 0;
  private inFlight: ReadonlySet<PackedRecord> = new Set();

  get length(): number {
    return this.records.length;
  }

  /** Bytes of memory held by all records in the queue. */
  get heldBytes(): number {
    return this.bytes;
  }

  /** Events in all records of the queue. */
  get eventCount(): number {
    return this.records.reduce((sum, record) => sum + record.lastSequence - record.firstSequence + 1, 0);
  }

  push(record: PackedRecord): void {
    this.records.push(record);
    this.bytes += record.heldBytes;
  }

  /** The next batch: the oldest records, as many as one call may carry. They count as in flight until {@link settle}. */
  takeBatch(): PackedRecord[] {
    const batch: PackedRecord[] = [];
    let bytes = 0;
    for (const record of this.records) {
      bytes += record.data.length + record.partitionKey.length;
      if (batch.length === MAX_RECORDS_PER_CALL || (batch.length > 0 && bytes > BATCH_BYTES)) break;
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

  /** Whether an event up to this sequence number still waits for its acknowledgement. */
  hasUpTo(sequence: number): boolean {
    return this.records.some((record) => record.firstSequence <= sequence);
  }
}
