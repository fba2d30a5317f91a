import { createHash } from 'node:crypto';

const FIRST_CAPACITY = 1_024;

const CAME = 1;
const DROPPED = 2;

/** Which sequence numbers of one environment have come, how often, and whether the same always carried the same. Lean: for millions. */
export class SequenceAccount {
  /** The highest sequence number that anything is known of. */
  last = 0;
  /** Numbers that have come. */
  distinct = 0;
  /** Times that a number came which had come before. */
  duplicates = 0;
  /** Numbers that came with two different contents: a consumer that de-duplicates would lose one of them. */
  readonly conflicting: number[] = [];
  /** Numbers that came after a higher one, at their first time. */
  late = 0;
  private fates = new Uint8Array(FIRST_CAPACITY);
  private prints = new Uint32Array(FIRST_CAPACITY);
  private highest = 0;

  /** @returns whether the number had come before */
  add(sequence: number, line: string): boolean {
    this.reserve(sequence);
    const print = createHash('md5').update(line).digest().readUInt32LE(0);
    const before = (this.fates[sequence] & CAME) !== 0;
    if (before) {
      this.duplicates++;
      if (this.prints[sequence] !== print) this.conflicting.push(sequence);
    } else {
      this.distinct++;
      this.fates[sequence] |= CAME;
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

  /** Numbers that are in a dropped range and did not come. */
  get droppedCount(): number {
    return this.fates.reduce((count, fate) => fate === DROPPED ? count + 1 : count, 0);
  }

  /** Numbers up to the last that neither came nor were dropped. */
  get holes(): number[] {
    const holes: number[] = [];
    for (let sequence = 1; sequence <= this.last; sequence++) if (this.fates[sequence] === 0) holes.push(sequence);
    return holes;
  }

  private reserve(sequence: number): void {
    if (!Number.isSafeInteger(sequence) || sequence < 1) throw new Error(`A sequence number must be a whole number from 1, got ${sequence}`);
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
