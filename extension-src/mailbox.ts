import type { Clock } from './clock';

/** Keeps the bodies that arrive before there is somebody to read them. */
export class Mailbox {
  private read?: (body: Buffer) => void;
  private waiting: Buffer[] = [];
  private postedAt = 0;

  constructor(private readonly clock: Clock) {}

  /** When the last body came, in milliseconds since the epoch. */
  get lastPostAt(): number {
    return this.postedAt;
  }

  post(body: Buffer): void {
    this.postedAt = this.clock.now();
    if (this.read) this.read(body);
    else this.waiting.push(body);
  }

  /** Hands over what has come, and from now on what comes. */
  open(read: (body: Buffer) => void): void {
    this.read = read;
    for (const body of this.waiting.splice(0)) read(body);
  }
}
