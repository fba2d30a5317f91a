import { CompressionName } from './settings';

/**
 * The compression of records in the format `RecordFormat.NDJSON`.
 *
 * The extension estimates how many events fill `recordSize` after compression, and puts up to 512 KiB of uncompressed events into a record.
 * It compresses a record when it sends it, on a separate thread. The CPU time is billed to the function.
 */
export class Compression {
  /** No compression. Any consumer can read the records. */
  public static readonly NONE = new Compression('none');

  /**
   * Gzip, level 1. Logs become about ten times smaller. Every language can read it.
   *
   * @see https://www.rfc-editor.org/rfc/rfc1952
   */
  public static readonly GZIP = new Compression('gzip');

  /**
   * Zstandard, level 1. Records are a fifth smaller than with gzip, in the same time. Consumers need a library, or Node.js 22.15 or newer.
   *
   * If the Node.js version of the runtime has no Zstandard, the extension writes a line to its log and uses gzip.
   *
   * @see https://www.rfc-editor.org/rfc/rfc8878
   */
  public static readonly ZSTD = new Compression('zstd');

  /** The value of the environment variable `KINESIS_TELEMETRY_COMPRESSION`. */
  public readonly value: string;

  private constructor(value: CompressionName) {
    this.value = value;
  }
}
