import type { IncomingMessage } from 'node:http';

/** Lambda sends one body at a time, or a few. A process in the environment can begin any number, and end none. */
const MAX_BODIES = 64;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Limits the bodies that have begun and not ended. Past the limit the oldest one is abandoned together with its connection: a
 * body of Lambda takes milliseconds, and if it was Lambda's, Lambda sends it again.
 */
export class UnfinishedBodies {
  private readonly bytesOf = new Map<IncomingMessage, number>();
  private bytes = 0;

  begin(incoming: IncomingMessage): void {
    this.bytesOf.set(incoming, 0);
    if (this.bytesOf.size > MAX_BODIES) this.abandonOldest();
  }

  /** Counts a part of a body that is kept. */
  keep(incoming: IncomingMessage, bytes: number): void {
    const before = this.bytesOf.get(incoming);
    if (before === undefined) return;
    this.bytesOf.set(incoming, before + bytes);
    this.bytes += bytes;
    while (this.bytes > MAX_BYTES) this.abandonOldest();
  }

  /** To be called when a body has ended, or when its parts are no longer kept. */
  end(incoming: IncomingMessage): void {
    this.bytes -= this.bytesOf.get(incoming) ?? 0;
    this.bytesOf.delete(incoming);
  }

  private abandonOldest(): void {
    const [oldest] = this.bytesOf.keys();
    this.end(oldest);
    oldest.destroy();
  }
}
