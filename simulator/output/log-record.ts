/** Lambda splits longer log messages (the limit of a CloudWatch Logs event). */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Cuts at most every 256 KB, never inside of a character. */
export function splitMessage(message: string): string[] {
  // A UTF-16 code unit is at most three bytes: most messages need no count.
  if (message.length * 3 <= MAX_MESSAGE_BYTES || Buffer.byteLength(message) <= MAX_MESSAGE_BYTES) return [message];
  const bytes = Buffer.from(message);
  const parts: string[] = [];
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(from + MAX_MESSAGE_BYTES, bytes.length);
    while (to < bytes.length && isContinuation(bytes[to])) to--;
    parts.push(bytes.toString('utf8', from, to));
    from = to;
  }
  return parts;
}

/** Bytes 10xxxxxx continue a character of UTF-8. */
function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

/**
 * A log message as the `record` of an event, as JSON text. In the JSON format a message that is an object becomes the record as it
 * stands (numbers, key order and escapes survive; only line breaks between its parts go), everything else is a string.
 */
export function logRecord(message: string, format: 'Text' | 'JSON'): string {
  return (format === 'JSON' && objectText(message)) || JSON.stringify(message);
}

function objectText(message: string): string | undefined {
  const text = message.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  // Inside of a JSON string there is no line break, so these are all between its parts.
  return text.replace(/[\r\n]+/g, '');
}
