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
  const kept = text === json ? Buffer.byteLength(beginning.text) : beginning.bytesInJson + QUOTES;
  const shortened = render(beginning.text, whole - kept);
  return shortened.length <= maxBytes ? shortened : undefined;
}

/** The bytes of the quotes around a string. */
const QUOTES = 2;

/** Pieces of so many characters are measured first. The engine measures a piece much faster than JavaScript its characters. */
const LARGEST_PIECE = 8_192;

/** Returns the longest beginning of the text with at most `maxBytes` bytes in JSON. It never splits a character. */
function beginningOf(text: string, maxBytes: number): { readonly text: string; readonly bytesInJson: number } {
  let left = maxBytes;
  let end = 0;
  for (let size = LARGEST_PIECE; size >= 1 && end < text.length;) {
    const next = isInPair(text, end + size) ? end + size + 1 : end + size;
    const bytes = bytesInJson(text.slice(end, next));
    if (bytes <= left) {
      left -= bytes;
      end = next;
    } else {
      size = size >> 1;
    }
  }
  return { text: text.slice(0, end), bytesInJson: maxBytes - left };
}

/** Whether the characters before and after this position are halves of one. */
function isInPair(text: string, position: number): boolean {
  return (text.codePointAt(position - 1) ?? 0) > 0xffff;
}

function bytesInJson(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - QUOTES;
}
