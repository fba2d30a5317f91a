import { BACKSLASH, memberText, QUOTE, SPACE } from '../../../consumer-src/json-bytes';
import type { EventBytes } from '../event-bytes';

const RECORD = 'record';

/** `\uXXXX` */
const UNIT_BYTES = 6;
const LETTER_U = 0x75;

/** The specification of the two. The native host has its own form of them (extension-host/src/record_beginning.rs). */
export const findRecord: EventBytes['findRecord'] = (event) => {
  const record = memberText(event, RECORD);
  if (record === undefined || record.length === 0) return undefined;
  const start = record.byteOffset - event.byteOffset;
  return [start, start + record.length];
};

export const jsonBeginning: EventBytes['jsonBeginning'] = (json, maxBytes) => {
  if (json[0] !== QUOTE) return beginningOfText(json, maxBytes);
  if (json.length < 2 || json[json.length - 1] !== QUOTE) return undefined;
  const content = json.subarray(1, -1);
  const end = endInString(content, maxBytes);
  return end < 0 ? undefined : [content.subarray(0, end), end];
};

/** Returns the last position that is not in a character or an escape, or -1 if this is not the content of a string. */
function endInString(content: Buffer, maxBytes: number): number {
  let end = 0;
  while (end < content.length) {
    const byte = content[end];
    if (byte === QUOTE || byte < SPACE) return -1;
    const next = byte === BACKSLASH ? endOfEscape(content, end) : endOfCharacter(content, end);
    if (next < 0) return -1;
    if (next > maxBytes) break;
    end = next;
  }
  return end;
}

function beginningOfText(text: Buffer, maxBytes: number): [content: Buffer, taken: number] | undefined {
  const content = Buffer.allocUnsafe(Math.max(0, Math.min(maxBytes, text.length * 2)));
  let length = 0;
  let end = 0;
  while (end < text.length) {
    const byte = text[end];
    const letter = letterOfEscape(byte);
    if (letter === undefined && byte < SPACE) return undefined;
    const next = endOfCharacter(text, end);
    if (length + (letter === undefined ? next - end : 2) > maxBytes) break;
    if (letter === undefined) {
      while (end < next) content[length++] = text[end++];
    } else {
      content[length++] = BACKSLASH;
      content[length++] = letter;
      end++;
    }
  }
  return [content.subarray(0, length), end];
}

/** What JSON between its strings, or a string in it, may contain and a string may not. */
function letterOfEscape(byte: number): number | undefined {
  switch (byte) {
    case QUOTE: case BACKSLASH: return byte;
    case 0x09: return 0x74;
    case 0x0a: return 0x6e;
    case 0x0d: return 0x72;
    default: return undefined;
  }
}

/** The position after the character, with all continuation bytes of UTF-8, however many follow. */
function endOfCharacter(text: Buffer, at: number): number {
  let end = at + 1;
  while ((text[end] & 0xc0) === 0x80) end++;
  return end;
}

/** The position after the escape, or after both of a surrogate pair. -1 if it is none. */
function endOfEscape(text: Buffer, at: number): number {
  if (isSimple(text[at + 1])) return at + 2;
  const unit = unitAt(text, at);
  if (unit < 0) return -1;
  const isHigh = unit >= 0xd800 && unit < 0xdc00;
  const next = isHigh ? unitAt(text, at + UNIT_BYTES) : -1;
  return at + (next >= 0xdc00 && next < 0xe000 ? 2 * UNIT_BYTES : UNIT_BYTES);
}

/** Whether a byte is the second one of an escape of two. */
function isSimple(byte: number): boolean {
  switch (byte) {
    case QUOTE: case BACKSLASH: case 0x2f: case 0x62: case 0x66: case 0x6e: case 0x72: case 0x74: return true;
    default: return false;
  }
}

/** The UTF-16 code unit of an escape, or -1. */
function unitAt(text: Buffer, at: number): number {
  if (text[at] !== BACKSLASH || text[at + 1] !== LETTER_U) return -1;
  let unit = 0;
  for (let position = at + 2; position < at + UNIT_BYTES; position++) {
    const digit = digitAt(text, position);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function digitAt(text: Buffer, at: number): number {
  const byte = text[at];
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
