import { backoffMs, LONGEST_BACKOFF_MS } from './backoff';
import type { PackedRecord } from './record';

/**
 * Records that the next batch leaves out, so that others reach the stream meanwhile: those of a partition key of which Kinesis has just
 * rejected records, and those that may be why Kinesis rejects a whole call as invalid.
 */
export class HeldBack {
  private waiting = new Map<string, { readonly until: number; readonly rejections: number }>();
  private readonly suspects = new Set<PackedRecord>();

  /**
   * @param now milliseconds since the epoch
   * @param random a number from 0 to below 1
   */
  constructor(private readonly now: () => number, private readonly random: () => number) {}

  has(record: PackedRecord): boolean {
    return this.suspects.has(record) || this.msUntil(record) > 0;
  }

  /** Milliseconds until the first of the records may be sent; undefined if only suspects are left. */
  untilNextMs(records: readonly PackedRecord[]): number | undefined {
    const times = records.filter((record) => !this.suspects.has(record)).map((record) => this.msUntil(record));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Takes in an answer: the keys of rejected records wait. */
  answered(acknowledged: ReadonlySet<PackedRecord>, rejected: ReadonlyMap<PackedRecord, string>): void {
    // A key whose wait is over counts on: otherwise answers that do not concern it would keep its waits short.
    this.waiting = new Map([...this.waiting].filter(([, { until }]) => until > this.now() - LONGEST_BACKOFF_MS));
    for (const { partitionKey } of acknowledged) this.waiting.delete(partitionKey);
    for (const key of new Set([...rejected.keys()].map(({ partitionKey }) => partitionKey))) {
      const rejections = (this.waiting.get(key)?.rejections ?? 0) + 1;
      this.waiting.set(key, { until: this.now() + backoffMs(rejections, this.random()), rejections });
    }
  }

  /** Lets all keys go again. */
  release(): void {
    this.waiting.clear();
  }

  get suspectCount(): number {
    return this.suspects.size;
  }

  /** Sets a record aside that Kinesis rejects as invalid even when it is alone. */
  suspect(record: PackedRecord): void {
    this.suspects.add(record);
  }

  /** The suspects, once another record was accepted: then it is they that are invalid. */
  takeSuspects(): PackedRecord[] {
    const taken = [...this.suspects];
    this.suspects.clear();
    return taken;
  }

  private msUntil({ partitionKey }: PackedRecord): number {
    const until = this.waiting.get(partitionKey)?.until;
    if (until === undefined) return 0;
    const ms = until - this.now();
    // A clock that was set back must not make it wait longer than any backoff does.
    return ms > LONGEST_BACKOFF_MS ? 0 : Math.max(0, ms);
  }
}
