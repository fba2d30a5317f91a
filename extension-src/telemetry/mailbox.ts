import type { Received } from '../host/listener';
import type { Clock } from '../process/clock';

/** Keeps the bodies that arrive before the pipeline is ready. */
export class Mailbox {
  private read?: (received: Received) => void;
  private waiting: Received[] = [];
  private isClosed = false;
  private postedAt = 0;

  constructor(private readonly clock: Clock) {}

  /** When the last body arrived, in milliseconds since the epoch. */
  get lastPostAt(): number {
    return this.postedAt;
  }

  post(received: Received): void {
    this.postedAt = this.clock.now();
    if (this.read) this.read(received);
    else if (!this.isClosed) this.waiting.push(received);
  }

  /**
   * Discards all kept bodies and each new one, because nobody will read them.
   *
   * @returns how many were kept
   */
  close(): number {
    this.isClosed = true;
    this.read = undefined;
    return this.waiting.splice(0).length;
  }

  /** Passes all kept bodies to `read`, and from now on each new one. */
  open(read: (received: Received) => void): void {
    this.read = read;
    for (const received of this.waiting.splice(0)) read(received);
  }
}
