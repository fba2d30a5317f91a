import type { Compress } from './compressors';
import type { PackedRecord } from '../delivery/record';
import { MAX_DATA_BYTES } from '../delivery/record-format';
import type { RecordFormat } from '../delivery/record-format';

/** What does not get smaller gets larger, by one part in 256 at most. */
const LARGEST_GROWTH_BYTES = 8 * 1024;

/** How many times smaller telemetry usually gets, until something was seen. */
const FIRST_RATIO = 4;

/** A record that was nearly empty tells nothing about one that is full. */
const TELLING_BYTES = 8 * 1024;

/** A record is filled a little less than the ratio says: one byte past the target is billed like all of it. */
const CAUTION = 0.9;

/** In steps, so that memory can be used again. */
const STEPS_PER_UNIT = 4;

/** No more is buffered for one record, whatever the ratio. */
const MOST_BYTES = 512 * 1024;

/**
 * What is sent compressed. A record takes as many envelopes as will probably fill it when they are compressed: that is what is billed.
 */
export class Compressed implements RecordFormat {
  readonly maxBytes = MAX_DATA_BYTES - LARGEST_GROWTH_BYTES;
  readonly bytesPerEnvelope = 0;
  private ratio = FIRST_RATIO;

  /**
   * @param recordBytes what a record should have when it is compressed
   * @param render what is compressed of a record
   */
  constructor(
    private readonly recordBytes: number,
    private readonly compress: Compress,
    private readonly render: (record: PackedRecord) => Buffer = ({ data }) => data,
  ) {}

  get targetBytes(): number {
    const units = Math.floor(this.ratio * CAUTION * STEPS_PER_UNIT) / STEPS_PER_UNIT;
    return Math.min(Math.floor(units * this.recordBytes), MOST_BYTES);
  }

  async encode(record: PackedRecord): Promise<Buffer> {
    const compressed = await this.compress(this.render(record));
    if (record.data.length >= TELLING_BYTES) this.ratio = (this.ratio + record.data.length / compressed.length) / 2;
    return compressed;
  }
}
