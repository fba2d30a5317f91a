import type { Envelope } from './envelope';

const BEFORE_RECORD = /^\{"time":"[^"]*","type":"[^"]*","record":/;

/**
 * The JSON text of the envelope's record, as Lambda wrote it: numbers beyond 2^53, the order of keys and escapes survive in it.
 * Written anew from `record` where the envelope has no `line`.
 */
export function recordText({ line, record }: Envelope): string {
  const start = line === undefined ? undefined : BEFORE_RECORD.exec(line)?.[0].length;
  return line === undefined || start === undefined ? JSON.stringify(record) : line.slice(start, endOfValue(line, start));
}

/** Where the JSON value ends that begins at `start`. The text is known to be JSON. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let position = start; position < text.length; position++) {
    switch (text[position]) {
      case '"':
        position = endOfString(text, position);
        break;
      case '{': case '[':
        depth++;
        break;
      case '}': case ']':
        if (depth === 0) return position;
        depth--;
        break;
      case ',':
        if (depth === 0) return position;
    }
  }
  return text.length;
}

/** The string's closing quote. */
function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (text[position] !== '"' && position < text.length) position += text[position] === '\\' ? 2 : 1;
  return position;
}
