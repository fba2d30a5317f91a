import type { PackedRecord } from '../delivery/record';

const OPENING = '{"Records":[';
const BEFORE_DATA = '{"Data":"';
const BEFORE_KEY = '","PartitionKey":';
const COMMA = 0x2c;
const CLOSE_BRACE = 0x7d;

/**
 * Writes the bodies of PutRecords calls, all into the same buffer. A body has up to 1.4 MiB; made of objects with base64, then
 * JSON, then bytes, it would leave about ten times as much garbage.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export class PutRecordsBody {
  private memory?: Buffer;
  private readonly closing: string;

  constructor(streamArn: string) {
    this.closing = `],"StreamARN":${JSON.stringify(streamArn)}}`;
  }

  /** Returns the body of a call. It is valid until the next one is written. */
  write(batch: readonly PackedRecord[]): Buffer {
    const keys = batch.map(({ partitionKey }) => JSON.stringify(partitionKey));
    const body = this.room(batch, keys);
    let position = body.write(OPENING, 'latin1');
    batch.forEach(({ data }, index) => {
      if (index > 0) body[position++] = COMMA;
      position += body.write(BEFORE_DATA, position, 'latin1');
      position += body.write(data.toString('base64'), position, 'latin1');
      position += body.write(BEFORE_KEY, position, 'latin1');
      position += body.write(keys[index], position);
      body[position++] = CLOSE_BRACE;
    });
    position += body.write(this.closing, position);
    return body.subarray(0, position);
  }

  /** Stops using the current buffer, because an aborted call may still be reading it. */
  abandon(): void {
    this.memory = undefined;
  }

  private room(batch: readonly PackedRecord[], keys: readonly string[]): Buffer {
    const around = BEFORE_DATA.length + BEFORE_KEY.length + 2;
    const bytes = batch.reduce((sum, { data }, index) => sum + around + base64Length(data.length) + Buffer.byteLength(keys[index]),
      OPENING.length + Buffer.byteLength(this.closing));
    if (this.memory === undefined || this.memory.length < bytes) this.memory = Buffer.allocUnsafeSlow(bytes);
    return this.memory;
  }
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
