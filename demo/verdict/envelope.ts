import type * as consumer from '../../consumer-src';
import { decodeRecord, ForeignRecordError, recordText } from '../../consumer-src';

/** An envelope of the stream, with the texts that it was made of. */
export interface Envelope extends consumer.Envelope {
  readonly source: string;
  /** The event's own JSON text, exactly as Lambda wrote it. */
  readonly eventText: string;
  /** The JSON text of its record. */
  readonly recordText: string;
}

/** The envelope's fields come behind the event's; no value of theirs can hold this text. */
const FIRST_OWN_FIELD = ',"source":"';

/** @throws RecordError */
export function parseRecord(data: Buffer): Envelope[] {
  return decodeRecord(data).map((envelope) => {
    const { line, source } = envelope;
    if (line === undefined || source === undefined) throw new ForeignRecordError('An envelope of the demo names its function');
    return { ...envelope, source, eventText: `${line.slice(0, line.lastIndexOf(FIRST_OWN_FIELD))}}`, recordText: recordText(envelope) };
  });
}
