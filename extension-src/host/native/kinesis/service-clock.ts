/** A response that took longer may have waited in the socket while the environment was frozen: its time says nothing. */
const FROZEN_CALL_MS = 10_000;

/** The SDK corrects a clock that is wrong by more. Kinesis tolerates five minutes. */
const TOLERATED_MS = 240_000;

/** Kinesis's time, learned from the `Date` of its responses as the SDK does it: the clock of an environment may be wrong. */
export class ServiceClock {
  private offsetMs = 0;

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  get time(): number {
    return this.now() + this.offsetMs;
  }

  /**
   * Learns the time from a response.
   *
   * @param sentAt when the request was sent, by the environment's clock
   * @returns whether the clock is wrong, and was corrected by another time than before
   */
  learn(date: string | undefined, sentAt: number): boolean {
    const received = this.now();
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs) || received - sentAt > FROZEN_CALL_MS) return false;
    const before = this.offsetMs;
    this.offsetMs = theirs - received;
    return Math.abs(this.offsetMs) >= TOLERATED_MS && this.offsetMs !== before;
  }
}
