/**
 * Shortens an event that is too large for a record. Its `record` becomes a string with the beginning of the original (of the
 * text if it was a string, otherwise of its JSON), and `truncatedBytes` is the number of missing bytes of the record's JSON.
 *
 * @param event the event's JSON
 * @param maxBytes maximum size of the shortened event's JSON
 * @returns undefined if the event cannot be shortened
 */
export function shortenEvent(event: Buffer, maxBytes: number): Buffer | undefined {
  try {
    return shorten(event, maxBytes);
  } catch {
    // Not JSON, or nested too deeply to be written: `JSON.stringify` needs a stack frame for each level.
    return undefined;
  }
}

function shorten(event: Buffer, maxBytes: number): Buffer | undefined {
  const parsed = JSON.parse(event.toString()) as { record?: unknown };
  if (parsed.record === undefined) return undefined;
  const json = JSON.stringify(parsed.record);
  const text = typeof parsed.record === 'string' ? parsed.record : json;
  const whole = Buffer.byteLength(json);
  const render = (record: string, truncatedBytes: number) => Buffer.from(JSON.stringify({ ...parsed, record, truncatedBytes }));

  const beginning = beginningOf(text, maxBytes - render('', whole).length);
  const kept = text === json ? Buffer.byteLength(beginning) : Buffer.byteLength(JSON.stringify(beginning));
  const shortened = render(beginning, whole - kept);
  return shortened.length <= maxBytes ? shortened : undefined;
}

/** Returns the longest beginning of the text with at most `maxBytes` bytes in JSON. It never splits a character. */
function beginningOf(text: string, maxBytes: number): string {
  let bytes = 0;
  let end = 0;
  while (end < text.length) {
    const codePoint = text.codePointAt(end) ?? 0;
    const next = bytes + bytesInJson(codePoint);
    if (next > maxBytes) break;
    bytes = next;
    end += codePoint > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/** Returns the bytes that `JSON.stringify` writes for a character: itself, a backslash and a letter, or \u and four digits. */
function bytesInJson(codePoint: number): number {
  if (codePoint === 0x22 || codePoint === 0x5c) return 2;
  if (codePoint < 0x20) return '\b\t\n\f\r'.includes(String.fromCharCode(codePoint)) ? 2 : 6;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 6;
  return codePoint > 0xffff ? 4 : 3;
}
