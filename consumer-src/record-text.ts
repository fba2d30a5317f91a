import type { Envelope } from './envelope';
import { endOfValue } from './json-bytes';

const BEFORE_RECORD = /^\{"time":"[^"]*","type":"[^"]*","record":/;

/**
 * Returns the JSON text of the envelope's record as Lambda wrote it: numbers beyond 2^53, the order of keys and escapes survive.
 * Returns `record` as new JSON if the envelope has no `line`, or one that does not begin as Lambda begins an event.
 */
export function recordText({ line, record }: Envelope): string {
  const head = line === undefined ? undefined : BEFORE_RECORD.exec(line)?.[0];
  if (line === undefined || head === undefined) return JSON.stringify(record);
  const text = Buffer.from(line.slice(head.length));
  const end = endOfValue(text, 0);
  return text.toString('utf8', 0, end < 0 ? text.length : end);
}
