import { OversizedEventsName } from './settings';

/**
 * How the extension handles an event that is too large for a Kinesis record.
 *
 * A record holds up to 1 MiB, including the envelope's own fields and the partition key. The extension does not use larger
 * records, even if the stream is configured to accept them.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export class OversizedEvents {
  /**
   * Truncates the event's record so that it fits.
   *
   * The `record` of a truncated event is always a string: the beginning of the original record. The envelope has the additional field
   * `truncatedBytes`, the number of missing bytes of the record's JSON text. Only truncated events have this field. An event that cannot be
   * truncated is dropped.
   */
  public static readonly SHORTEN = new OversizedEvents('shorten');

  /** Drops the event. A `telemetry.dropped` event with the reason `too-large` counts it. */
  public static readonly DROP = new OversizedEvents('drop');

  /** The value of the environment variable `KINESIS_TELEMETRY_OVERSIZED_EVENTS`. */
  public readonly value: string;

  private constructor(value: OversizedEventsName) {
    this.value = value;
  }
}
