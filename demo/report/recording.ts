import { DemoResult } from '../verdict/demo-result';

/** What the demo has put into the stream, and what must be in it. */
export interface DemoRecording {
  /** The Kinesis records, shard by shard. */
  readonly records: readonly RecordedRecord[];
  /** The JSON texts of the events that Lambda emitted and that must be in the stream, by function. Not read from the stream. */
  readonly emitted: readonly { readonly source: string; readonly events: readonly string[] }[];
}

export interface RecordedRecord {
  /** in base64 */
  readonly data: string;
  readonly shardId: string;
  readonly partitionKey: string;
  readonly sequenceNumber: string;
  /** ISO 8601 */
  readonly arrival: string;
}

export function recordingOf({ stream, runs }: Pick<DemoResult, 'stream' | 'runs'>): string {
  const recording: DemoRecording = {
    records: stream.map(({ data, shardId, partitionKey, sequenceNumber, arrival }) => {
      if (!arrival) throw new Error(`Kinesis does not say when it received the record ${sequenceNumber}`);
      return { data: data.toString('base64'), shardId, partitionKey, sequenceNumber, arrival: arrival.toISOString() };
    }),
    emitted: runs.flatMap((run) => run.expectations.map(({ source, events }) => ({ source, events }))),
  };
  return JSON.stringify(recording);
}
