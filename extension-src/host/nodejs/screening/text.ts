/** JSON, as far as it has to be understood. Each function reads a text up to `end`. */

import { nextByte } from './bytes';
import { BACKSLASH, escapeLength } from './escapes';

export const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN_BRACE = 0x7b;
export const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;
const SPACE = 0x20;

export function hasEscape(text: Buffer): boolean {
  return text.includes(BACKSLASH);
}

export function hasEscapeIn(text: Buffer, start: number, end: number): boolean {
  return nextByte(text, BACKSLASH, start, end) >= 0;
}

/** The next quote, from `start` on, that is not part of an escape; -1 if there is none. */
export function nextQuote(text: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const byte = text[at];
    if (byte === QUOTE) return at;
    at += byte === BACKSLASH ? escapeLength(text, at, end) : 1;
  }
  return -1;
}

/** The first position, from `start` on, that is no white space. */
export function skipSpace(text: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && text[at] <= SPACE) at++;
  return at;
}

/** Whether a byte ends a value that is neither a string nor in brackets. */
export function endsToken(byte: number): boolean {
  return byte <= SPACE || byte === COMMA || byte === COLON || byte === QUOTE || byte === OPEN_BRACE || byte === CLOSE_BRACE
    || byte === OPEN_BRACKET || byte === CLOSE_BRACKET;
}

/** The end of the value that begins here: of all of the text, if it does not end before. The position itself, if there is no value. */
export function endOfValue(text: Buffer, start: number, end: number): number {
  if (start >= end) return start;
  const first = text[start];
  if (first === QUOTE) return endOfString(text, start, end);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfBrackets(text, start, end);
  let at = start;
  while (at < end && !endsToken(text[at])) at++;
  return at;
}

function endOfString(text: Buffer, quote: number, end: number): number {
  const last = nextQuote(text, quote + 1, end);
  return last < 0 ? end : last + 1;
}

function endOfBrackets(text: Buffer, start: number, end: number): number {
  let depth = 0;
  let at = start;
  while (at < end) {
    const byte = text[at++];
    if (byte === QUOTE) at = endOfString(text, at - 1, end);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at;
  }
  return end;
}

/** The value of the first member of this name, of an object between `start` and `end`. */
export function memberOf(object: Buffer, start: number, end: number, name: Buffer): [start: number, end: number] | undefined {
  let at = skipSpace(object, start + 1, end);
  while (at < end && object[at] === QUOTE) {
    const quote = nextQuote(object, at + 1, end);
    if (quote < 0) return undefined;
    const colon = skipSpace(object, quote + 1, end);
    if (colon >= end || object[colon] !== COLON) return undefined;
    const value = skipSpace(object, colon + 1, end);
    const after = endOfValue(object, value, end);
    if (isAt(object, at + 1, quote, name)) return [value, after];
    const comma = skipSpace(object, after, end);
    if (comma >= end || object[comma] !== COMMA) return undefined;
    at = skipSpace(object, comma + 1, end);
  }
  return undefined;
}

function isAt(text: Buffer, start: number, end: number, expected: Buffer): boolean {
  if (end - start !== expected.length) return false;
  for (let i = 0; i < expected.length; i++) if (text[start + i] !== expected[i]) return false;
  return true;
}
