import { decodeRecord } from '../../consumer-src';

export type { Envelope, TelemetryDropped as DroppedRecord } from '../../consumer-src';

/** The envelopes of a Kinesis record, each as its own JSON text. */
export function linesOf(data: Buffer): string[] {
  return decodeRecord(data).map(({ line }) => {
    if (line === undefined) throw new Error('A record\'s envelopes have no text of their own');
    return line;
  });
}

/** The event's own JSON, without its closing brace: an envelope begins with it, byte for byte. */
export function eventTextOf(line: string): string {
  return line.slice(0, line.lastIndexOf(',"source":"arn:'));
}
