import type { Envelope } from '../../consumer-src';
import { decodeRecord, ForeignRecordError } from '../../consumer-src';

/** An envelope that names its function and has a JSON text. */
export interface StreamEnvelope extends Envelope {
  readonly source: string;
  readonly line: string;
}

/** The first field that the extension appends to an event. No JSON string can contain this text. */
const FIRST_APPENDED_FIELD = ',"source":"arn:';

/**
 * Returns the envelopes of a Kinesis record.
 * @throws RecordError when the record cannot be decoded; ForeignRecordError when an envelope has no text or no source
 */
export function envelopesIn(data: Uint8Array): StreamEnvelope[] {
  return decodeRecord(data).map((envelope) => {
    if (!isStreamEnvelope(envelope)) throw new ForeignRecordError('An envelope has no text or no source');
    return envelope;
  });
}

/** The member that the extension adds to the events of a request that it has kept as one of a share. No record ends with this text. */
const SAMPLE_RATE = /,"sampleRate":[-+.0-9e]+$/;

/** Returns the event's JSON text, exactly as Lambda wrote it. */
export function eventTextOf({ line, sampleRate }: StreamEnvelope): string {
  const text = line.slice(0, line.lastIndexOf(FIRST_APPENDED_FIELD));
  return `${sampleRate === undefined ? text : text.replace(SAMPLE_RATE, '')}}`;
}

function isStreamEnvelope(envelope: Envelope): envelope is StreamEnvelope {
  return envelope.line !== undefined && envelope.source !== undefined;
}
