import type { Writable } from 'node:stream';

/** Writes to a stream no faster than it is read. */
export class Output {
  private isClosed = false;

  /** @param onClosed called once when the reader has gone, as `head` does */
  constructor(private readonly stream: Writable, onClosed: () => void) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      if (this.isClosed) return;
      this.isClosed = true;
      onClosed();
    });
  }

  write(text: string): void {
    if (text !== '' && !this.isClosed) this.stream.write(text);
  }

  /** Resolves when little waits to be read. */
  async drained(signal: AbortSignal): Promise<void> {
    if (this.isClosed || !this.stream.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of ['drain', 'error', 'close']) this.stream.off(event, done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      for (const event of ['drain', 'error', 'close']) this.stream.on(event, done);
      signal.addEventListener('abort', done);
    });
  }
}
