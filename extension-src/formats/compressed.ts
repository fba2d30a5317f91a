import type { PackedRecord } from '../delivery/record';
import { MAX_DATA_BYTES } from '../delivery/record-format';
import type { RecordFormat } from '../delivery/record-format';
import type { Compress } from '../host/host';

/** Incompressible data grows by at most one part in 256. */
const MAX_GROWTH_BYTES = 8 * 1024;

/** The compression ratio that is assumed before the first measurement. */
const INITIAL_RATIO = 4;

/** Smaller records do not change the ratio: a nearly empty record says nothing about a full one. */
const MIN_MEASURED_BYTES = 8 * 1024;

/** A record is filled less than the ratio allows: one byte past the target is billed as a whole unit. */
const SAFETY_FACTOR = 0.9;

/** The ratio is rounded down in steps, so that buffers can be reused. */
const STEPS_PER_UNIT = 4;

/** The maximum number of bytes that are buffered for one record. */
const MAX_TARGET_BYTES = 512 * 1024;

/**
 * A compressed format. A record takes as many envelopes as will probably fill it after compression, because Kinesis bills the
 * compressed size.
 */
export class Compressed implements RecordFormat {
  readonly maxBytes = MAX_DATA_BYTES - MAX_GROWTH_BYTES;
  readonly bytesPerEnvelope = 0;
  private ratio = INITIAL_RATIO;

  /**
   * @param recordBytes target size of a compressed record
   * @param render returns the bytes of a record to compress
   */
  constructor(
    private readonly recordBytes: number,
    private readonly compress: Compress,
    private readonly render: (record: PackedRecord) => Buffer = ({ data }) => data,
  ) {}

  get targetBytes(): number {
    const units = Math.floor(this.ratio * SAFETY_FACTOR * STEPS_PER_UNIT) / STEPS_PER_UNIT;
    return Math.min(Math.floor(units * this.recordBytes), MAX_TARGET_BYTES);
  }

  async encode(record: PackedRecord): Promise<Buffer> {
    const compressed = await this.compress(this.render(record));
    if (record.data.length >= MIN_MEASURED_BYTES) this.ratio = (this.ratio + record.data.length / compressed.length) / 2;
    return compressed;
  }
}
