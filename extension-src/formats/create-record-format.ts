import { compressorOf, gzip } from '#host/compressors';
import { hostProcess } from '#host/process';
import { renderCloudWatchLogs } from './cloudwatch-logs';
import type { LogSource } from './cloudwatch-logs';
import { Compressed } from './compressed';
import { KplAggregated } from './kpl-aggregated';
import type { CompressionName, RecordFormatName } from '../../src/settings/settings';
import type { RecordFormat } from '../delivery/record-format';
import type { Log } from '../log/log';

export interface FormatOptions {
  readonly format: RecordFormatName;
  readonly compression: CompressionName;
  /** The target size of a record in the stream, in bytes. */
  readonly recordBytes: number;
  readonly logSource: LogSource;
  readonly log: Log;
}

/** Returns the format of records in the stream, or undefined if they hold the envelopes unchanged. */
export function createRecordFormat({ format, compression, recordBytes, logSource, log }: FormatOptions): RecordFormat | undefined {
  if (format === 'kpl-aggregated') return new KplAggregated(recordBytes);
  if (format === 'cloudwatch-logs') return new Compressed(recordBytes, gzip, (record) => renderCloudWatchLogs(record, logSource));
  if (compression === 'none') return undefined;
  const compress = compressorOf(compression);
  if (compress === undefined) log(`compresses with gzip, because ${hostProcess.name} does not support ${compression}`);
  return new Compressed(recordBytes, compress ?? gzip);
}
