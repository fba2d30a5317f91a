import { copyBytes } from './bytes';
import { BACKSLASH, codePointOf, escapeLength, nextBackslash, SIMPLE, utf8Length } from './escapes';

/** There is a mark after so many escapes: few take little memory, and between two of them there is little to read again. */
const ESCAPES_PER_MARK = 64;

const LEAST_BYTES = 256;

/** Text of a JSON string with its escapes resolved. */
export class Plain {
  /** The text. Valid until the next call of {@link resolve}. */
  text: Buffer = Buffer.alloc(0);
  private memory = Buffer.alloc(LEAST_BYTES);
  /** After some escapes: the position in the text, and in what was written. */
  private readonly positions: number[] = [];
  private readonly froms: number[] = [];
  /** What was written, and up to where it was read again. */
  private written: Buffer = this.text;
  private start = 0;
  private end = 0;
  private position = 0;
  private from = 0;

  /** Replaces the text. What is no escape of JSON stays as it is. */
  resolve(written: Buffer, start: number, end: number): Buffer {
    // No escape is shorter than what it stands for.
    if (this.memory.length < end - start) this.memory = Buffer.allocUnsafeSlow(2 * (end - start));
    const { memory } = this;
    this.written = written;
    this.start = this.from = start;
    this.end = end;
    this.position = this.positions.length = this.froms.length = 0;
    let length = 0;
    let unmarked = 0;
    for (let from = start; from < end;) {
      const escape = nextBackslash(written, from, end);
      length = copyBytes(written, from, escape, memory, length);
      if (escape === end) break;
      const simple = escape + 1 < end ? SIMPLE[written[escape + 1]] : 0;
      if (simple !== 0) {
        memory[length++] = simple;
        from = escape + 2;
      } else {
        const bytes = escapeLength(written, escape, end);
        if (bytes === 1) memory[length++] = BACKSLASH;
        else length = writeCodePoint(codePointOf(written, escape, bytes, end), memory, length);
        from = escape + bytes;
      }
      if (++unmarked < ESCAPES_PER_MARK) continue;
      unmarked = 0;
      this.positions.push(length);
      this.froms.push(from);
    }
    return this.text = memory.subarray(0, length);
  }

  /** Where the character at this position of the text was written; at the end of the text, the end. Fast, if it is asked for in their order. */
  origin(at: number): number {
    const { written, end } = this;
    const mark = lastUpTo(this.positions, at);
    const marked = mark < 0 ? 0 : this.positions[mark];
    if (this.position > at || this.position < marked) {
      this.position = marked;
      this.from = mark < 0 ? this.start : this.froms[mark];
    }
    while (this.position < at) {
      const most = Math.min(end, this.from + at - this.position);
      const escape = nextBackslash(written, this.from, most);
      this.position += escape - this.from;
      this.from = escape;
      if (escape === most) break;
      const bytes = escapeLength(written, escape, end);
      this.position += bytes < 3 ? 1 : utf8Length(codePointOf(written, escape, bytes, end));
      this.from += bytes;
    }
    return this.from;
  }

  /** Gives much memory back. */
  forget(mostBytes: number): void {
    if (this.memory.length <= mostBytes) return;
    this.memory = this.text = this.written = Buffer.alloc(LEAST_BYTES);
    this.positions.length = this.froms.length = 0;
  }
}

function writeCodePoint(codePoint: number, into: Buffer, position: number): number {
  if (codePoint < 0x80) {
    into[position] = codePoint;
    return position + 1;
  }
  const length = utf8Length(codePoint);
  let rest = codePoint;
  for (let at = position + length - 1; at > position; at--) {
    into[at] = 0x80 | (rest & 0x3f);
    rest >>= 6;
  }
  into[position] = (0xf00 >> length & 0xff) | rest;
  return position + length;
}

/** The index of the last number that is not greater, or -1. */
function lastUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
