import { Duration, Size } from 'aws-cdk-lib';
import { SHORTEST_RETENTION } from './stream';
import { TelemetryStreamProps } from './stream-props';
import { Compression } from '../settings/compression';
import { RecordFormat } from '../settings/record-format';
import { TelemetrySettings } from '../settings/telemetry-settings';

/** The properties of the records in a stream, as far as the app knows them. */
export interface StreamContents {
  /** Undefined if another app attaches the functions, so that their settings are unknown. */
  readonly records?: {
    readonly recordFormat: RecordFormat;
    readonly compression: Compression;
    readonly recordSize?: Size;
  };
  /** How long the stream keeps a record. The minimum of Kinesis if it is unknown, also if it is a token. */
  readonly retention: Duration;
}

/** Returns the contents of a stream whose functions are attached with these settings. */
export function contentsBy(settings: TelemetrySettings & TelemetryStreamProps): StreamContents {
  const { streamRetention = SHORTEST_RETENTION } = settings;
  return {
    records: {
      recordFormat: settings.recordFormat ?? RecordFormat.NDJSON,
      compression: settings.compression ?? Compression.NONE,
      recordSize: settings.recordSize,
    },
    retention: streamRetention.isUnresolved() ? SHORTEST_RETENTION : streamRetention,
  };
}
