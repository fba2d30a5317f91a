/** Text inside JSON strings: its escapes resolved, and the way back to where a part of it was written. */

export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN_BRACE = 0x7b;
export const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const SLASH = 0x2f;
const LOWER_U = 0x75;

/** U+FFFD stands for half of a surrogate pair, which UTF-8 cannot express. */
const REPLACEMENT = 0xfffd;

/** b, f, n, r and t */
const CONTROLS: ReadonlyMap<number, number> = new Map([[0x62, 8], [0x66, 12], [0x6e, 10], [0x72, 13], [0x74, 9]]);

/** Text of a JSON string with its escapes resolved. */
export class Plain {
  /** The text. Valid until the next call of {@link resolve}. */
  text: Buffer = Buffer.alloc(0);
  private memory = Buffer.alloc(256);
  /** After each escape: the position in the text, and in what was written. */
  private readonly positions: number[] = [];
  private readonly written: number[] = [];

  /** Replaces the text. What is no escape of JSON stays as it is. */
  resolve(written: Buffer): Buffer {
    // No escape is shorter than what it stands for.
    if (this.memory.length < written.length) this.memory = Buffer.allocUnsafe(2 * written.length);
    const memory = this.memory;
    this.positions.length = 0;
    this.written.length = 0;
    let length = 0;
    let from = 0;
    for (let at = written.indexOf(BACKSLASH); at >= 0; at = written.indexOf(BACKSLASH, from)) {
      length += written.copy(memory, length, from, at);
      const escape = escapeLength(written, at);
      from = at + escape;
      if (escape === 1) {
        memory[length++] = BACKSLASH;
        continue;
      }
      length = writeEscape(written, at, escape, memory, length);
      this.positions.push(length);
      this.written.push(from);
    }
    length += written.copy(memory, length, from);
    return this.text = memory.subarray(0, length);
  }

  /** Where the character at this position of the text was written; at the end of the text, the end. */
  origin(at: number): number {
    const last = lastUpTo(this.positions, at);
    return last < 0 ? at : this.written[last] + (at - this.positions[last]);
  }
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

function writeEscape(written: Buffer, at: number, escape: number, into: Buffer, position: number): number {
  const kind = written[at + 1];
  if (escape === 2) {
    into[position] = CONTROLS.get(kind) ?? kind;
    return position + 1;
  }
  const high = unitAt(written, at);
  const point = escape === 12 ? 0x10000 + ((high - 0xd800) << 10) + (unitAt(written, at + 6) - 0xdc00) : high;
  const isHalf = point >= 0xd800 && point < 0xe000;
  return position + into.write(String.fromCodePoint(isHalf ? REPLACEMENT : point), position, 'utf8');
}

/** The length of the escape that begins with this backslash: 2, 6, or 12 for a surrogate pair; 1 if it is none. */
export function escapeLength(written: Buffer, at: number): number {
  const kind = written[at + 1];
  if (kind === LOWER_U) {
    const unit = unitAt(written, at);
    if (unit < 0) return 1;
    if (unit < 0xd800 || unit >= 0xdc00) return 6;
    const low = unitAt(written, at + 6);
    return low >= 0xdc00 && low < 0xe000 ? 12 : 6;
  }
  return kind === QUOTE || kind === BACKSLASH || kind === SLASH || CONTROLS.has(kind) ? 2 : 1;
}

/** The UTF-16 code unit of `\uXXXX`, or -1. */
function unitAt(written: Buffer, at: number): number {
  if (at + 6 > written.length || written[at] !== BACKSLASH || written[at + 1] !== LOWER_U) return -1;
  let unit = 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = hexadecimal(written[i]);
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  return unit;
}

function hexadecimal(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The escapes in a text. */
export class Escapes {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  constructor(text: Buffer) {
    let from = 0;
    for (let at = text.indexOf(BACKSLASH); at >= 0; at = text.indexOf(BACKSLASH, from)) {
      from = at + escapeLength(text, at);
      if (from === at + 1) continue;
      this.starts.push(at);
      this.ends.push(from);
    }
  }

  /** Where a range has to begin so that it cuts no escape into two. */
  startWithoutCut(start: number): number {
    const escape = this.around(start);
    return escape < 0 ? start : this.starts[escape];
  }

  endWithoutCut(end: number): number {
    const escape = this.around(end);
    return escape < 0 ? end : this.ends[escape];
  }

  private around(at: number): number {
    const last = lastUpTo(this.starts, at - 1);
    return last >= 0 && this.ends[last] > at ? last : -1;
  }
}

export function hasEscape(text: Buffer): boolean {
  return text.includes(BACKSLASH);
}

/** The next quote, from `start` on, that is not part of an escape; -1 if there is none. */
export function nextQuote(text: Buffer, start: number): number {
  let from = start;
  while (from < text.length) {
    const byte = text[from];
    if (byte === QUOTE) return from;
    from += byte === BACKSLASH ? escapeLength(text, from) : 1;
  }
  return -1;
}

/** The first position, from `start` on, that is no white space. */
export function skipSpace(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && text[at] <= SPACE) at++;
  return at;
}

/** Whether a byte ends a value that is neither a string nor in brackets. */
export function endsToken(byte: number): boolean {
  return byte <= SPACE || byte === COMMA || byte === COLON || byte === QUOTE || byte === OPEN_BRACE || byte === CLOSE_BRACE
    || byte === OPEN_BRACKET || byte === CLOSE_BRACKET;
}

/** The end of the value that begins here: of all of the text, if it does not end before. The position itself, if there is no value. */
export function endOfValue(text: Buffer, start: number): number {
  const first = text[start];
  if (first === QUOTE) return endOfString(text, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfBrackets(text, start);
  let end = start;
  while (end < text.length && !endsToken(text[end])) end++;
  return end;
}

function endOfString(text: Buffer, quote: number): number {
  const end = nextQuote(text, quote + 1);
  return end < 0 ? text.length : end + 1;
}

function endOfBrackets(text: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const byte = text[at++];
    if (byte === QUOTE) at = endOfString(text, at - 1);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at;
  }
  return text.length;
}

/** The value of the first member of this name: where it begins and ends. */
export function memberOf(object: Buffer, name: Buffer): [start: number, end: number] | undefined {
  let at = skipSpace(object, 1);
  while (object[at] === QUOTE) {
    const end = nextQuote(object, at + 1);
    if (end < 0) return undefined;
    const colon = skipSpace(object, end + 1);
    if (object[colon] !== COLON) return undefined;
    const value = skipSpace(object, colon + 1);
    const after = endOfValue(object, value);
    if (object.subarray(at + 1, end).equals(name)) return [value, after];
    const comma = skipSpace(object, after);
    if (object[comma] !== COMMA) return undefined;
    at = skipSpace(object, comma + 1);
  }
  return undefined;
}
