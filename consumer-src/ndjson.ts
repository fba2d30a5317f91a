import type { Envelope } from './envelope';
import { CorruptRecordError, ForeignRecordError } from './errors';
import { isObject, parseJson } from './json';

/** The envelopes of a text with one a line, and a newline behind each. */
export function envelopesOfLines(text: string): Envelope[] {
  if (!text.endsWith('\n')) throw withoutEnd(text);
  return text.slice(0, -1).split('\n').map(envelopeOf);
}

function envelopeOf(line: string): Envelope {
  const parsed = parseJson(line, 'A line');
  if (!isEnvelope(parsed)) throw new ForeignRecordError(`A line is no envelope: ${line.slice(0, 200)}`);
  return Object.defineProperty(parsed, 'line', { value: line, enumerable: false, writable: false, configurable: true });
}

function isEnvelope(value: unknown): value is Envelope {
  return isObject(value) && 'record' in value
    && typeof value.time === 'string' && typeof value.type === 'string' && typeof value.environment === 'string'
    && Number.isSafeInteger(value.sequence) && (value.sequence as number) > 0
    && ['source', 'version', 'requestId'].every((name) => value[name] === undefined || typeof value[name] === 'string');
}

/** Whole JSON that is no envelope was written by somebody else; anything else was cut off. */
function withoutEnd(text: string): Error {
  const message = `A record must end with a newline, got …${JSON.stringify(text.slice(-40))}`;
  try {
    if (!isEnvelope(JSON.parse(text))) return new ForeignRecordError(message);
  } catch {
    // cut off
  }
  return new CorruptRecordError(message);
}
