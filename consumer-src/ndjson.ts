import type { Envelope } from './envelope';
import { CorruptRecordError, ForeignRecordError } from './errors';
import { isObject } from './json';

/** The envelopes of a text with one a line, and a newline behind each. */
export function envelopesOfLines(text: string): Envelope[] {
  if (!text.endsWith('\n')) throw withoutEnd(text);
  return text.slice(0, -1).split('\n').map(envelopeOf);
}

function envelopeOf(line: string): Envelope {
  const parsed = parsedOf(line);
  const envelope = isEnvelope(parsed) ? parsed : unlikeLambda(line, parsed);
  return Object.defineProperty(envelope, 'line', { value: line, enumerable: false, writable: false, configurable: true });
}

/** @returns undefined where the line is no JSON */
function parsedOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * What the extension writes behind an event, whatever the event is: the extension does not look into events, and any process in the
 * function's environment can post one to it. Its neighbours are none the worse for it.
 */
const WRITTEN_BY_EXTENSION
  = /^"source":"(?:[^"\\]|\\.)*","version":"(?:[^"\\]|\\.)*","environment":"[0-9a-z]+",(?:"attributes":\{.*\},)?"sequence":[1-9]\d*(?:,"requestId":"(?:[^"\\]|\\.)*")?\}$/;

/** An attribute may be called like the field with which that begins. */
const MOST_CANDIDATES = 8;

function writtenByExtension(line: string): unknown {
  for (let i = 0, at = line.length; i < MOST_CANDIDATES && at > 0; i++) {
    at = line.lastIndexOf(',"source":"', at - 1);
    if (at < 0) return undefined;
    const end = line.slice(at + 1);
    if (WRITTEN_BY_EXTENSION.test(end)) return parsedOf(`{${end}`);
  }
  return undefined;
}

/** @throws ForeignRecordError or CorruptRecordError where the line does not end as the extension ends each */
function unlikeLambda(line: string, parsed: unknown): Envelope {
  const written = writtenByExtension(line);
  if (isObject(written)) {
    const { time, type, record } = isObject(parsed) ? parsed : {};
    const envelope = {
      time: typeof time === 'string' ? time : '', type: typeof type === 'string' ? type : '', record: record ?? null, ...written, malformed: true,
    };
    if (isEnvelope(envelope)) return envelope;
  }
  if (parsed === undefined) throw new CorruptRecordError(`A line is no JSON: ${line.slice(0, 200)}`);
  throw new ForeignRecordError(`A line is no envelope: ${line.slice(0, 200)}`);
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
