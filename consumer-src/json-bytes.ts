/**
 * Walks JSON text byte by byte without parsing it: numbers beyond 2^53, the order of keys and escapes survive.
 *
 * UTF-8 never uses the bytes of JSON's structural characters for anything else.
 */

export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const COMMA = 0x2c;
export const QUOTE = 0x22;
export const SPACE = 0x20;
export const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** The first bytes of a string are compared one by one; the native search, which is slower to start, takes over after them. */
const SHORT_STRING = 24;

/** Returns the position of the first byte from `start` on that is not white space; -1 for -1, where a search before has found nothing. */
export function skipSpace(text: Buffer, start: number): number {
  let position = start;
  while (position < text.length && text[position] <= SPACE) position++;
  return position;
}

/**
 * Returns the position after the closing quote of a string, or -1 if the text ends first.
 *
 * @param start the position after the opening quote
 */
export function endOfString(text: Buffer, start: number): number {
  const near = Math.min(start + SHORT_STRING, text.length);
  let position = start;
  while (position < near) {
    const byte = text[position++];
    if (byte === QUOTE) return position;
    if (byte === BACKSLASH) position++;
  }
  for (;;) {
    const quote = text.indexOf(QUOTE, position);
    if (quote < 0) return -1;
    let backslashes = 0;
    // The byte before `position` may be the second half of an escape.
    while (quote - backslashes - 1 >= position && text[quote - backslashes - 1] === BACKSLASH) backslashes++;
    position = quote + 1;
    if (backslashes % 2 === 0) return position;
  }
}

/** Returns the position of the comma or closing bracket that follows the value at `start`, or -1 if there is none. */
export function endOfValue(text: Buffer, start: number): number {
  let depth = 0;
  let position = start;
  while (position >= 0 && position < text.length) {
    switch (text[position]) {
      case QUOTE:
        position = endOfString(text, position + 1);
        continue;
      case OPEN_BRACE: case OPEN_BRACKET:
        depth++;
        break;
      case CLOSE_BRACE: case CLOSE_BRACKET:
        if (depth-- === 0) return position;
        break;
      case COMMA:
        if (depth === 0) return position;
    }
    position++;
  }
  return -1;
}

/**
 * Returns the JSON text of a member's value, or undefined if the object has no such member.
 *
 * @param object the text of a JSON object
 */
export function memberText(object: Buffer, name: string): Buffer | undefined {
  const wanted = Buffer.from(JSON.stringify(name));
  let position = skipSpace(object, 1);
  while (object[position] === QUOTE) {
    const endOfName = endOfString(object, position + 1);
    if (endOfName < 0) return undefined;
    const colon = skipSpace(object, endOfName);
    const end = endOfValue(object, colon + 1);
    if (object[colon] !== COLON || end < 0) return undefined;
    if (object.subarray(position, endOfName).equals(wanted)) return trimmed(object.subarray(colon + 1, end));
    position = skipSpace(object, end + 1);
  }
  return undefined;
}

function trimmed(text: Buffer): Buffer {
  let end = text.length;
  while (end > 0 && text[end - 1] <= SPACE) end--;
  return text.subarray(skipSpace(text, 0), end);
}
