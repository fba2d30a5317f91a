import { Duration, Size } from 'aws-cdk-lib';
import { SHORTEST_RETENTION } from './stream';
import { TelemetryStreamProps } from './stream-props';
import { Compression } from '../settings/compression';
import { RecordFormat } from '../settings/record-format';
import { TelemetrySettings } from '../settings/telemetry-settings';

/** What the records of a stream are like, as far as it is known where the stream is used. */
export interface StreamContents {
  /** Undefined where the settings of the functions are not known, as they are made elsewhere. */
  readonly records?: {
    readonly recordFormat: RecordFormat;
    readonly compression: Compression;
    readonly recordSize?: Size;
  };
  /** How long a record stays. Where it is not known, what it is at the least. */
  readonly retention: Duration;
}

/** What functions write that are attached with these settings. */
export function contentsBy(settings: TelemetrySettings & TelemetryStreamProps): StreamContents {
  return {
    records: {
      recordFormat: settings.recordFormat ?? RecordFormat.NDJSON,
      compression: settings.compression ?? Compression.NONE,
      recordSize: settings.recordSize,
    },
    retention: settings.streamRetention ?? SHORTEST_RETENTION,
  };
}
