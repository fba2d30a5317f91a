/** The maximum size of a log event in CloudWatch Logs. Lambda splits longer messages. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/** Splits a message into parts of at most 256 KB, without splitting a character. */
export function splitMessage(message: string): string[] {
  // A UTF-16 code unit has at most three bytes, so the bytes of short messages need not be counted.
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

/** In UTF-8, bytes 10xxxxxx continue a character. */
function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

/**
 * Returns the `record` of a log event as JSON text. In the JSON format, a message that is a JSON object is the record. Its numbers,
 * key order and escapes stay the same; only line breaks between its parts are removed. Every other message is a string.
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
  // A JSON string contains no line breaks, so all line breaks are between the parts.
  return text.replace(/[\r\n]+/g, '');
}
