import { createHash } from 'node:crypto';

const FIRST_CAPACITY = 1_024;

const ARRIVED = 1;
const DROPPED = 2;

/** The sequence numbers of one environment that arrived or were dropped. Needs five bytes each, so that it can hold millions. */
export class SequenceAccount {
  /** The highest sequence number that arrived or was dropped. */
  last = 0;
  /** The number of sequence numbers that arrived. */
  distinct = 0;
  /** The number of arrivals that repeated a sequence number. */
  duplicates = 0;
  /** Sequence numbers that arrived with two different contents. A consumer that removes duplicates would lose one of them. */
  readonly conflicting: number[] = [];
  /** The number of sequence numbers that first arrived after a higher one. */
  late = 0;
  /** How often the sequence number arrived that arrived most often. */
  mostCopies = 1;
  private fates = new Uint8Array(FIRST_CAPACITY);
  private prints = new Uint32Array(FIRST_CAPACITY);
  private highest = 0;
  private readonly copies = new Map<number, number>();

  /** @returns whether the sequence number had arrived before */
  add(sequence: number, line: string): boolean {
    this.reserve(sequence);
    const print = createHash('md5').update(line).digest().readUInt32LE(0);
    const before = (this.fates[sequence] & ARRIVED) !== 0;
    if (before) {
      this.duplicates++;
      const copies = (this.copies.get(sequence) ?? 1) + 1;
      this.copies.set(sequence, copies);
      this.mostCopies = Math.max(this.mostCopies, copies);
      if (this.prints[sequence] !== print) this.conflicting.push(sequence);
    } else {
      this.distinct++;
      this.fates[sequence] |= ARRIVED;
      this.prints[sequence] = print;
      if (sequence < this.highest) this.late++;
      this.highest = Math.max(this.highest, sequence);
    }
    this.last = Math.max(this.last, sequence);
    return before;
  }

  drop(first: number, last: number): void {
    this.reserve(last);
    for (let sequence = first; sequence <= last; sequence++) this.fates[sequence] |= DROPPED;
    this.last = Math.max(this.last, last);
  }

  /** The number of sequence numbers in dropped ranges that did not arrive. */
  get droppedCount(): number {
    return this.fates.reduce((count, fate) => fate === DROPPED ? count + 1 : count, 0);
  }

  /** The sequence numbers up to the last one that neither arrived nor were dropped. */
  get gaps(): number[] {
    const gaps: number[] = [];
    for (let sequence = 1; sequence <= this.last; sequence++) if (this.fates[sequence] === 0) gaps.push(sequence);
    return gaps;
  }

  private reserve(sequence: number): void {
    if (!Number.isSafeInteger(sequence) || sequence < 1) throw new Error(`A sequence number must be an integer of at least 1, got ${sequence}`);
    if (sequence < this.fates.length) return;
    const capacity = Math.max(sequence + 1, this.fates.length * 2);
    const fates = new Uint8Array(capacity);
    fates.set(this.fates);
    const prints = new Uint32Array(capacity);
    prints.set(this.prints);
    this.fates = fates;
    this.prints = prints;
  }
}
