import { CorruptRecordError } from './errors';

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Reads the fields of a message one by one, and never past its end. */
export class ProtobufReader {
  private position = 0;
  private wireType = VARINT;

  constructor(private readonly message: Uint8Array) {}

  get hasMore(): boolean {
    return this.position < this.message.length;
  }

  /** Returns the number of the next field. The caller must then read its value or skip it. */
  nextField(): number {
    const tag = this.readVarint();
    this.wireType = tag % 8;
    const field = Math.floor(tag / 8);
    if (field === 0) throw new CorruptRecordError('A protobuf field has the number 0');
    return field;
  }

  varint(): number {
    this.expect(VARINT);
    return this.readVarint();
  }

  bytes(): Uint8Array {
    this.expect(LENGTH_DELIMITED);
    const length = this.readVarint();
    return this.message.subarray(this.position, this.advance(length));
  }

  skip(): void {
    switch (this.wireType) {
      case VARINT: this.readVarint(); break;
      case FIXED_64: this.advance(8); break;
      case LENGTH_DELIMITED: this.advance(this.readVarint()); break;
      case FIXED_32: this.advance(4); break;
      default: throw new CorruptRecordError(`A protobuf field has the wire type ${this.wireType}`);
    }
  }

  private expect(wireType: number): void {
    if (this.wireType !== wireType) throw new CorruptRecordError(`A protobuf field has the wire type ${this.wireType} instead of ${wireType}`);
  }

  private advance(length: number): number {
    if (length > this.message.length - this.position) throw new CorruptRecordError('A protobuf message is truncated');
    return this.position += length;
  }

  private readVarint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.message[this.advance(1) - 1];
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new CorruptRecordError('A protobuf number is too large');
      if (byte < 0x80) return value;
      // Ten bytes hold 64 bits. More would be endless padding.
      if (factor >= 128 ** 9) throw new CorruptRecordError('A protobuf number is too long');
    }
  }
}
