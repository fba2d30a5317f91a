const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = [0x5b, 0x7b];
const CLOSE = [0x5d, 0x7d];
const COMMA = 0x2c;
const COLON = 0x3a;

/**
 * The JSON text of a member of an object, as it stands there: numbers beyond 2^53, the order of keys and escapes survive.
 *
 * @param object the text of a JSON object, from its opening brace to its closing one
 * @returns undefined where the object has no such member
 */
export function memberText(object: Buffer, name: string): Buffer | undefined {
  const wanted = Buffer.from(JSON.stringify(name));
  let depth = 0;
  let isWanted = false;
  let valueStart = -1;
  let position = 0;
  while (position < object.length) {
    const byte = object[position];
    if (byte === QUOTE) {
      const end = endOfString(object, position + 1);
      if (depth === 1 && valueStart < 0) isWanted = object.subarray(position, end).equals(wanted);
      position = end;
      continue;
    }
    if (depth === 1 && byte === COLON && isWanted && valueStart < 0) valueStart = position + 1;
    // A value that reads like the name is no name.
    if (depth === 1 && byte === COMMA) isWanted = false;
    if (OPEN.includes(byte)) depth++;
    if (CLOSE.includes(byte)) depth--;
    if (valueStart >= 0 && (depth === 0 || (depth === 1 && byte === COMMA))) return trimmed(object.subarray(valueStart, position));
    position++;
  }
  return undefined;
}

/** @returns the position behind the string's closing quote */
function endOfString(text: Buffer, start: number): number {
  let position = start;
  while (position < text.length && text[position] !== QUOTE) position += text[position] === BACKSLASH ? 2 : 1;
  return position + 1;
}

function trimmed(text: Buffer): Buffer {
  let start = 0;
  let end = text.length;
  while (start < end && text[start] <= 0x20) start++;
  while (end > start && text[end - 1] <= 0x20) end--;
  return text.subarray(start, end);
}
