/** The file descriptor that the runtime writes log frames to. */
export const LOG_DESCRIPTOR = 3;

export interface LogFrame {
  readonly format: 'Text' | 'JSON';
  readonly time: Date;
  readonly message: string;
}

/** The size of type, length and timestamp in bytes. */
const HEADER = 16;
const MAGIC = 0xa55a;

/**
 * Reads the log frames of Lambda's runtimes. A frame contains one message, which can have several lines: 4 bytes type (0xa55a0003
 * text, 0xa55a0002 JSON, with the level in bits 2 to 4), 4 bytes length, 8 bytes microseconds, and the message.
 */
export class FramedLog {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly onFrame: (frame: LogFrame) => void) {}

  write(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    while (this.rest.length >= HEADER) {
      if (this.rest.readUInt16BE(0) !== MAGIC) {
        throw new Error('The runtime wrote an invalid log frame');
      }
      const end = HEADER + this.rest.readUInt32BE(4);
      if (this.rest.length < end) return;
      this.onFrame({
        format: this.rest.readUInt8(3) % 4 === 3 ? 'Text' : 'JSON',
        time: new Date(Number(this.rest.readBigUInt64BE(8) / 1000n)),
        message: this.rest.toString('utf8', HEADER, end),
      });
      this.rest = this.rest.subarray(end);
    }
  }
}
