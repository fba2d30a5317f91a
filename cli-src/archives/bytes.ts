const NOTHING: Buffer = Buffer.alloc(0);

/** Bytes that arrive in chunks, of which a reader may look at the next ones, and give back what it has not used. */
export class Bytes {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Buffer = NOTHING;
  private hasEnded = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Returns the next bytes, or undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    if (this.rest.length === 0) await this.more();
    const bytes = this.rest;
    this.rest = NOTHING;
    return bytes.length === 0 ? undefined : bytes;
  }

  /** Returns the next bytes without taking them: as many as asked for, fewer at the end, or more. */
  async peek(count: number): Promise<Buffer> {
    while (this.rest.length < count && !this.hasEnded) await this.more();
    return this.rest;
  }

  /** Takes as many bytes, or fewer at the end. */
  async take(count: number): Promise<Buffer> {
    await this.peek(count);
    const bytes = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(bytes.length);
    return bytes;
  }

  /** Gives bytes back, which are the next ones again. */
  unread(bytes: Buffer): void {
    if (bytes.length > 0) this.rest = this.rest.length === 0 ? bytes : Buffer.concat([bytes, this.rest]);
  }

  /** Ends reading, also before the end. */
  async close(): Promise<void> {
    this.hasEnded = true;
    await this.chunks.return?.();
  }

  private async more(): Promise<void> {
    while (!this.hasEnded) {
      const { done, value } = await this.chunks.next();
      if (done) {
        this.hasEnded = true;
      } else if (value.length > 0) {
        const chunk = Buffer.from(value.buffer, value.byteOffset, value.length);
        this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
        return;
      }
    }
  }
}
