import { CompressionName } from './settings';

/**
 * How a record of `RecordFormat.NDJSON` is compressed.
 *
 * A compressed record takes as many events as will probably fill `recordSize` when they are compressed, up to 512 KiB of them. Compressing takes processor time that the function pays for. It happens on a thread of its own, when
 * a record is sent.
 */
export class Compression {
  /** Not at all: any consumer can read it. */
  public static readonly NONE = new Compression('none');

  /**
   * With gzip (level 1): logs get some ten times smaller. Every language reads it.
   *
   * @see https://www.rfc-editor.org/rfc/rfc1952
   */
  public static readonly GZIP = new Compression('gzip');

  /**
   * With Zstandard (level 1): smaller than gzip by a fifth, in the same time. Consumers need a library, or Node.js from 22.15 on.
   *
   * On a runtime whose Node.js has no Zstandard the extension says so in its log and uses gzip.
   *
   * @see https://www.rfc-editor.org/rfc/rfc8878
   */
  public static readonly ZSTD = new Compression('zstd');

  /** The word for it in the setting `KINESIS_TELEMETRY_COMPRESSION`. */
  public readonly value: string;

  private constructor(value: CompressionName) {
    this.value = value;
  }
}
