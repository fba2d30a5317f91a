import type { Envelope } from './envelope';
import { CorruptRecordError, ForeignRecordError } from './errors';
import { isObject } from './json';

/** Returns the envelopes of a text that has one per line, each with a newline at its end. */
export function envelopesOfLines(text: string): Envelope[] {
  if (!text.endsWith('\n')) throw withoutEnd(text);
  return text.slice(0, -1).split('\n').map(envelopeOf);
}

function envelopeOf(line: string): Envelope {
  const parsed = parsedOf(line);
  const envelope = isEnvelope(parsed) ? parsed : unlikeLambda(line, parsed);
  return Object.defineProperty(envelope, 'line', { value: line, enumerable: false, writable: false, configurable: true });
}

/** @returns undefined if the line is not JSON */
function parsedOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * The fields that the extension appends to every event, even to one that is not valid JSON: it does not parse events, and any process
 * in the function's environment can post one. Such an event does not affect the other events of a record.
 */
const WRITTEN_BY_EXTENSION
  = /^"source":"(?:[^"\\]|\\.)*","version":"(?:[^"\\]|\\.)*","environment":"[0-9a-z]+",(?:"attributes":\{.*\},)?"sequence":[1-9]\d*(?:,"requestId":"(?:[^"\\]|\\.)*")?\}$/;

/** An attribute may have the name of the first of these fields, `source`. */
const MAX_CANDIDATES = 8;

function writtenByExtension(line: string): unknown {
  for (let i = 0, at = line.length; i < MAX_CANDIDATES && at > 0; i++) {
    at = line.lastIndexOf(',"source":"', at - 1);
    if (at < 0) return undefined;
    const end = line.slice(at + 1);
    if (WRITTEN_BY_EXTENSION.test(end)) return parsedOf(`{${end}`);
  }
  return undefined;
}

/** @throws ForeignRecordError or CorruptRecordError if the line does not end with the extension's fields */
function unlikeLambda(line: string, parsed: unknown): Envelope {
  const written = writtenByExtension(line);
  if (isObject(written)) {
    const { time, type, record } = isObject(parsed) ? parsed : {};
    const envelope = {
      time: typeof time === 'string' ? time : '', type: typeof type === 'string' ? type : '', record: record ?? null, ...written, malformed: true,
    };
    if (isEnvelope(envelope)) return envelope;
  }
  if (parsed === undefined) throw new CorruptRecordError(`A line is not JSON: ${line.slice(0, 200)}`);
  throw new ForeignRecordError(`A line is not an envelope: ${line.slice(0, 200)}`);
}

function isEnvelope(value: unknown): value is Envelope {
  return isObject(value) && 'record' in value
    && typeof value.time === 'string' && typeof value.type === 'string' && typeof value.environment === 'string'
    && Number.isSafeInteger(value.sequence) && (value.sequence as number) > 0
    && ['source', 'version', 'requestId'].every((name) => value[name] === undefined || typeof value[name] === 'string');
}

/** Valid JSON that is not an envelope is a foreign record. Anything else is a truncated one. */
function withoutEnd(text: string): Error {
  const message = `A record must end with a newline, got …${JSON.stringify(text.slice(-40))}`;
  try {
    if (!isEnvelope(JSON.parse(text))) return new ForeignRecordError(message);
  } catch {
    // Truncated.
  }
  return new CorruptRecordError(message);
}
