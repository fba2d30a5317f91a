import { OversizedEventsName } from './settings';

/**
 * What becomes of an event that is too large for a Kinesis record.
 *
 * A record takes 1 MiB, in which the envelope's own fields and the partition key have to fit too. A stream may be
 * configured to take larger records; the extension does not count on it.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export class OversizedEvents {
  /**
   * The event is sent with as much of its record as fits.
   *
   * Its `record` is then a string that holds the beginning of the record, whatever the record was, and the envelope has one
   * more field, `truncatedBytes`: how many bytes of the record's JSON text are missing. No other envelope has that field. What cannot be shortened is dropped.
   */
  public static readonly SHORTEN = new OversizedEvents('shorten');

  /** The event is not sent. It is counted in a `telemetry.dropped` event, with the reason `too-large`. */
  public static readonly DROP = new OversizedEvents('drop');

  /** The word for it in the setting `KINESIS_TELEMETRY_OVERSIZED_EVENTS`. */
  public readonly value: string;

  private constructor(value: OversizedEventsName) {
    this.value = value;
  }
}
