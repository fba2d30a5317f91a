/**
 * Makes an event fit that is too large for any record: its record becomes a string with the beginning of what it was (of
 * its text, if it was one, else of its JSON), and `truncatedBytes` says how many bytes of the record's JSON are missing.
 *
 * @param event the event's JSON
 * @param maxBytes what the shortened event's JSON may have
 * @returns undefined where there is nothing that could be shortened
 */
export function shortenEvent(event: Buffer, maxBytes: number): Buffer | undefined {
  let parsed: { record?: unknown };
  try {
    parsed = JSON.parse(event.toString()) as { record?: unknown };
  } catch {
    return undefined;
  }
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

/** As much of the text as has so many bytes in JSON, and never half of a character. */
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

/** How `JSON.stringify` writes a character: as it is, with a backslash, or as \u and four digits. */
function bytesInJson(codePoint: number): number {
  if (codePoint === 0x22 || codePoint === 0x5c) return 2;
  if (codePoint < 0x20) return '\b\t\n\f\r'.includes(String.fromCharCode(codePoint)) ? 2 : 6;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 6;
  return codePoint > 0xffff ? 4 : 3;
}
