import { renderCloudWatchLogs } from './cloudwatch-logs';
import type { LogSource } from './cloudwatch-logs';
import { Compressed } from './compressed';
import { compressorOf, gzip } from './compressors';
import { KplAggregated } from './kpl-aggregated';
import type { CompressionName, RecordFormatName } from '../../src/settings/settings';
import type { RecordFormat } from '../delivery/record-format';
import type { Log } from '../log/log';

export interface FormatOptions {
  readonly format: RecordFormatName;
  readonly compression: CompressionName;
  /** What a record should have in the stream, in bytes. */
  readonly recordBytes: number;
  readonly logSource: LogSource;
  readonly log: Log;
}

/** What envelopes become on their way into the stream, where they do not go as they are. */
export function createRecordFormat({ format, compression, recordBytes, logSource, log }: FormatOptions): RecordFormat | undefined {
  if (format === 'kpl-aggregated') return new KplAggregated(recordBytes);
  if (format === 'cloudwatch-logs') return new Compressed(recordBytes, gzip, (record) => renderCloudWatchLogs(record, logSource));
  if (compression === 'none') return undefined;
  const compress = compressorOf(compression);
  if (compress === undefined) log(`compresses with gzip instead of ${compression}, which this Node.js (${process.version}) cannot`);
  return new Compressed(recordBytes, compress ?? gzip);
}
