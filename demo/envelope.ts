import { isObject } from './json-value';

/** One line of a record in the stream: a Telemetry API event and where it came from. */
export interface Envelope {
  readonly environment: string;
  readonly sequence: number;
  readonly source: string;
  readonly type: string;
  readonly record: unknown;
  readonly requestId?: string;
  /** The event's own JSON text, exactly as Lambda wrote it. */
  readonly eventText: string;
  /** The JSON text of its record. */
  readonly recordText: string;
}

/** A line of the stream that is no envelope. */
export class EnvelopeError extends Error {}

const EVENT = /^\{"time":"[^"]*","type":"[^"]*","record":(.*)\}$/s;
/** The envelope's fields come behind the event's; no value of theirs can hold this text. */
const FIRST_OWN_FIELD = ',"source":"';

/** @throws EnvelopeError */
export function parseRecord(data: Buffer): Envelope[] {
  const text = data.toString();
  if (!text.endsWith('\n')) throw new EnvelopeError('A record does not end with a line break');
  return text.slice(0, -1).split('\n').map(parseLine);
}

function parseLine(line: string): Envelope {
  const parsed = parseJson(line);
  const end = line.lastIndexOf(FIRST_OWN_FIELD);
  if (!isObject(parsed) || end === -1) throw new EnvelopeError(`A line is no envelope: ${line.slice(0, 200)}`);
  const { environment, sequence, source, type, record, requestId } = parsed;
  if (typeof environment !== 'string' || typeof sequence !== 'number' || typeof source !== 'string' || typeof type !== 'string') {
    throw new EnvelopeError(`A line lacks environment, sequence, source or type: ${line.slice(0, 200)}`);
  }
  const eventText = `${line.slice(0, end)}}`;
  return {
    environment,
    sequence,
    source,
    type,
    record,
    eventText,
    recordText: EVENT.exec(eventText)?.[1] ?? JSON.stringify(record),
    ...(typeof requestId === 'string' ? { requestId } : {}),
  };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new EnvelopeError(`A line is no JSON: ${line.slice(0, 200)}`, { cause });
  }
}
