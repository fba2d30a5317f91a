/** What stands in the stream for one event. */
export interface Envelope {
  readonly time: string;
  readonly type: string;
  readonly record: unknown;
  readonly source: string;
  readonly version: string;
  readonly environment: string;
  readonly sequence: number;
  readonly requestId?: string;
}

/** What a `telemetry.dropped` says. */
export interface DroppedRecord {
  readonly count: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly reason: string;
  /** Whose sequence numbers they are, if not the envelope's own. */
  readonly environment?: string;
}

/** The lines of a Kinesis record: NDJSON, a newline after each. */
export function linesOf(data: Buffer): string[] {
  const text = data.toString('utf8');
  if (!text.endsWith('\n')) throw new Error(`A record must end with a newline, got …${JSON.stringify(text.slice(-40))}`);
  return text.slice(0, -1).split('\n');
}

/** The event's own JSON, without its closing brace: an envelope begins with it, byte for byte. */
export function eventTextOf(line: string): string {
  return line.slice(0, line.lastIndexOf(',"source":"arn:'));
}
