/** The weight of the newest invocation. */
const WEIGHT = 0.3;

/**
 * Knows whether the environment will probably stay thawed long enough for a call to Kinesis.
 *
 * A call that is begun beside an invocation that ends first is frozen in its middle. Nobody knows then whether Kinesis got it.
 */
export class FreezeForecast {
  private invokedAt?: number;
  private isHeld = false;
  private typicalMs?: number;

  /**
   * @param now milliseconds since the epoch
   * @param isDone whether the function is done with the current invocation, as far as Lambda has told
   */
  constructor(private readonly now: () => number, private readonly isDone: () => boolean) {}

  /** How long the environment will probably stay thawed, in milliseconds. */
  get remainingMs(): number {
    // Before the first invocation the function initialises; its first invocation follows at once.
    if (this.isHeld || this.invokedAt === undefined) return Infinity;
    if (this.isDone()) return 0;
    const elapsedMs = Math.max(0, this.now() - this.invokedAt);
    // An invocation that has outlasted the typical one will probably last as long again.
    return this.typicalMs !== undefined && elapsedMs < this.typicalMs ? this.typicalMs - elapsedMs : elapsedMs;
  }

  /** An invocation begins. */
  invoked(): void {
    this.invokedAt = this.now();
    this.isHeld = false;
  }

  /** The extension will not ask for the next event before it has sent its telemetry: until then nothing freezes. */
  hold(): void {
    this.isHeld = true;
  }

  /** The extension asks for the next event: the environment freezes when the function is done. */
  release(): void {
    this.isHeld = false;
  }

  /** An invocation, the current or an earlier one, took so many milliseconds. */
  took(durationMs: number): void {
    this.typicalMs = this.typicalMs === undefined ? durationMs : this.typicalMs + WEIGHT * (durationMs - this.typicalMs);
  }
}
