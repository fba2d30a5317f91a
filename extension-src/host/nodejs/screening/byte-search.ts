/** A set of bytes for each of some bytes in a row. */
export type ByteSets = readonly ByteSet[];

/** For each byte whether the set has it. */
export type ByteSet = readonly boolean[];

/** The bits of a number. */
export const MOST_SETS = 32;

/**
 * Finds bytes in a row, of which each is in its set.
 *
 * Reads each window from its end, and moves it past what cannot be: in most texts it reads one byte of several (Backward Nondeterministic DAWG
 * Matching, https://doi.org/10.1145/351827.384246). Where a text makes it read bytes again and again, it changes to Shift-And, which reads each once.
 */
export class ByteSearch {
  readonly length: number;
  /** For each byte the sets that have it: the first set is the highest bit. */
  private readonly backward = new Int32Array(256);
  /** The same; the first set is the lowest bit. */
  private readonly forward = new Int32Array(256);
  private readonly last: number;

  /** @param sets 1 to {@link MOST_SETS} */
  constructor(sets: ByteSets) {
    this.length = sets.length;
    this.last = 1 << (sets.length - 1);
    for (const [index, set] of sets.entries()) {
      for (let byte = 0; byte < 256; byte++) {
        if (!set[byte]) continue;
        this.backward[byte] |= 1 << (sets.length - 1 - index);
        this.forward[byte] |= 1 << index;
      }
    }
  }

  /** Where the first such bytes begin that lie between `from` and `to`, or -1. */
  next(text: Uint8Array, from: number, to: number): number {
    const { length, backward, last } = this;
    // So many bytes may be read more than they were passed.
    let left = 2 * length;
    let start = from;
    while (start + length <= to) {
      let at = start + length;
      let move = length;
      for (let bits = -1; bits !== 0; bits <<= 1) {
        bits &= backward[text[--at]];
        if ((bits & last) === 0) continue;
        if (at === start) return start;
        // Here begins what may be the first part of the next window.
        move = at - start;
      }
      left += move - (start + length - at);
      start += move;
      if (left < 0) return this.nextByEach(text, start, to);
    }
    return -1;
  }

  private nextByEach(text: Uint8Array, from: number, to: number): number {
    const { length, forward, last } = this;
    let bits = 0;
    for (let at = from; at < to; at++) {
      bits = ((bits << 1) | 1) & forward[text[at]];
      if ((bits & last) !== 0) return at + 1 - length;
    }
    return -1;
  }
}
