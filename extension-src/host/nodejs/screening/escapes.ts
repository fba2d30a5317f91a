/** Escapes of JSON strings. */

import { nextByte } from './bytes';

export const BACKSLASH = 0x5c;
const LOWER_U = 0x75;

/** U+FFFD stands for half of a surrogate pair, which UTF-8 cannot express. */
const REPLACEMENT = 0xfffd;

/** For the second byte of an escape of two what it stands for. 0 if there is no such escape. */
export const SIMPLE = new Uint8Array(256);
for (const [kind, byte] of Object.entries({ '"': 0x22, '\\': 0x5c, '/': 0x2f, 'b': 8, 'f': 12, 'n': 10, 'r': 13, 't': 9 })) SIMPLE[kind.charCodeAt(0)] = byte;

/** The value of what is no digit sets bits that those of four digits do not. */
const NO_DIGIT = 0x10000;
const HEXADECIMAL = new Uint32Array(256).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) {
  const digit = value.toString(16);
  HEXADECIMAL[digit.charCodeAt(0)] = value;
  HEXADECIMAL[digit.toUpperCase().charCodeAt(0)] = value;
}

/** The position of the next backslash before `end`, or `end`. */
export function nextBackslash(text: Buffer, from: number, end: number): number {
  const found = nextByte(text, BACKSLASH, from, end);
  return found < 0 ? end : found;
}

/** The length of the escape that begins with this backslash: 2, 6, or 12 for a surrogate pair; 1 if it is none. */
export function escapeLength(written: Buffer, at: number, end: number): number {
  if (at + 1 >= end) return 1;
  const kind = written[at + 1];
  if (kind !== LOWER_U) return SIMPLE[kind] === 0 ? 1 : 2;
  const unit = unitAt(written, at, end);
  if (unit < 0) return 1;
  if (unit < 0xd800 || unit >= 0xdc00) return 6;
  const low = unitAt(written, at + 6, end);
  return low >= 0xdc00 && low < 0xe000 ? 12 : 6;
}

/** What an escape of 6 or 12 bytes stands for. */
export function codePointOf(written: Buffer, at: number, length: number, end: number): number {
  const high = unitAt(written, at, end);
  const point = length === 12 ? 0x10000 + ((high - 0xd800) << 10) + (unitAt(written, at + 6, end) - 0xdc00) : high;
  return point >= 0xd800 && point < 0xe000 ? REPLACEMENT : point;
}

/** The number of bytes in UTF-8. */
export function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** The UTF-16 code unit of `\uXXXX`, or -1. */
function unitAt(written: Buffer, at: number, end: number): number {
  if (at + 6 > end || written[at] !== BACKSLASH || written[at + 1] !== LOWER_U) return -1;
  const high = (HEXADECIMAL[written[at + 2]] << 4) | HEXADECIMAL[written[at + 3]];
  const low = (HEXADECIMAL[written[at + 4]] << 4) | HEXADECIMAL[written[at + 5]];
  return (high | low) < NO_DIGIT ? (high << 8) | low : -1;
}

/** Extends ranges so that they cut no escape into two: fast, if they are given in their order. */
export class Uncut {
  private last = 0;
  /** The first escape that ends after the position that was asked for last. */
  private escapeStart = 0;
  private escapeEnd = 0;

  constructor(private readonly text: Buffer) {}

  /** Where a range has to begin. */
  start(start: number): number {
    return this.isInEscape(start) ? this.escapeStart : start;
  }

  /** Where a range has to end. */
  end(end: number): number {
    return this.isInEscape(end) ? this.escapeEnd : end;
  }

  private isInEscape(at: number): boolean {
    const { text } = this;
    if (at < this.last) this.escapeStart = this.escapeEnd = 0;
    this.last = at;
    while (this.escapeEnd <= at && this.escapeEnd < text.length) {
      this.escapeStart = nextBackslash(text, this.escapeEnd, text.length);
      // What is no escape is not cut either.
      this.escapeEnd = this.escapeStart + (this.escapeStart < text.length ? escapeLength(text, this.escapeStart, text.length) : 0);
    }
    return this.escapeStart < at && at < this.escapeEnd;
  }
}
