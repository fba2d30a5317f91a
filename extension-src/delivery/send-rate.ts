import { BATCH_BYTES } from './limits';

/** The first limit is the rate of one shard. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_BYTES_PER_SECOND = 1_000_000;

/** Many environments may share a shard, so the rate may fall far below that of a shard. */
const LEAST_BYTES_PER_SECOND = 16 * 1024;

/** While the rate is limited, a call carries what the stream accepts in this time: small enough that little is sent in vain. */
const CALL_SECONDS = 0.2;

/** A call carries at least this much, if there is as much. */
const LEAST_BATCH_BYTES = 64 * 1024;

/** The accepted rate is measured over this time. */
const WINDOW_MS = 2_000;

/** How far one throttled call lowers the rate: by this share of what was rejected, and never below this share of the rate. */
const DECREASE_BY_REJECTED = 0.5;
const LARGEST_DECREASE = 0.7;

/** Growth of the rate for each second in which all calls were accepted whole, in bytes a second. */
const INCREASE_PER_SECOND = 60_000;
/**
 * After this time without throttling the stream probably has more capacity than before: the rate doubles each second, also while nothing is
 * sent. What a shard took before a freeze says nothing about it.
 */
const CALM_MS = 10_000;

/** A higher rate needs no limit: one call at a time sends less. */
const UNLIMITED_BYTES_PER_SECOND = 8 * SHARD_BYTES_PER_SECOND;

/**
 * Decides how much the next call carries, and how soon it may begin.
 *
 * The rate is not limited until Kinesis throttles. Then it starts at what Kinesis accepted, falls with each throttled call and grows
 * while calls are accepted whole. Records that are sent faster would only be rejected again.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/kinesis-producer-adv-retries-rate-limiting.html
 */
export class SendRate {
  private bytesPerSecond = Infinity;
  /** Bytes that may be sent now; negative after a call, until time has paid for it. */
  private tokens = 0;
  private filledAt = 0;
  private throttledAt = 0;
  private answeredAt = 0;
  private accepted: { readonly at: number; readonly bytes: number }[] = [];
  private batchLimit = BATCH_BYTES;

  /** @param now milliseconds since the epoch */
  constructor(private readonly now: () => number) {}

  /** How many bytes the next call may carry. A larger record goes alone. */
  get batchBytes(): number {
    return Math.max(LEAST_BATCH_BYTES, Math.min(this.batchLimit, this.bytesPerSecond * CALL_SECONDS));
  }

  /** How long the next call has to wait, in milliseconds. */
  get waitMs(): number {
    this.fill();
    return this.tokens >= 0 ? 0 : Math.ceil(-this.tokens / this.bytesPerSecond * 1_000);
  }

  /** Takes in the answer to a call. */
  answered(acceptedBytes: number, throttledBytes: number): void {
    const now = this.now();
    this.note(now, acceptedBytes);
    if (throttledBytes > 0) this.slowDown(now, throttledBytes);
    else this.speedUp(now);
    this.answeredAt = now;
    // Twice as much after each success: what was too much for the time that a call had may be too much again.
    if (acceptedBytes > 0) this.batchLimit = Math.min(BATCH_BYTES, this.batchLimit * 2);
    this.fill();
    // Throttled bytes took nothing from the shard, but need room before they are sent again.
    if (this.bytesPerSecond !== Infinity) this.tokens -= acceptedBytes + Math.min(throttledBytes, this.bytesPerSecond * CALL_SECONDS);
  }

  /** Takes in that a call failed as a whole: a part of its bytes may be sent in the time that it had. */
  failed(): void {
    this.batchLimit = Math.max(LEAST_BATCH_BYTES, this.batchLimit / 4);
  }

  /** Forgets the rate: from now on the records go to other shards. */
  reset(): void {
    this.bytesPerSecond = Infinity;
    this.tokens = 0;
    this.accepted = [];
  }

  private slowDown(now: number, throttledBytes: number): void {
    if (this.bytesPerSecond === Infinity) {
      this.bytesPerSecond = this.acceptedPerSecond(now);
      this.tokens = 0;
      this.filledAt = now;
    }
    const decreased = Math.max(this.bytesPerSecond * LARGEST_DECREASE, this.bytesPerSecond - throttledBytes * DECREASE_BY_REJECTED);
    this.bytesPerSecond = Math.max(LEAST_BYTES_PER_SECOND, decreased);
    this.throttledAt = now;
  }

  private speedUp(now: number): void {
    if (this.bytesPerSecond === Infinity) return;
    this.bytesPerSecond += Math.min(Math.max(0, now - this.answeredAt), 1_000) / 1_000 * INCREASE_PER_SECOND;
  }

  /** Lets the rate grow for the calm part of the time since {@link fill} was called last. */
  private relax(now: number): void {
    if (this.bytesPerSecond === Infinity) return;
    // A clock that was set back must not make it wait longer.
    this.throttledAt = Math.min(this.throttledAt, now);
    const calmMs = now - Math.max(this.filledAt, this.throttledAt + CALM_MS);
    if (calmMs > 0) this.bytesPerSecond *= 2 ** (calmMs / 1_000);
    if (this.bytesPerSecond >= UNLIMITED_BYTES_PER_SECOND) this.reset();
  }

  private fill(): void {
    const now = this.now();
    this.relax(now);
    // A clock that was set back pays for nothing, and must not stop the sender either.
    const seconds = Math.max(0, now - this.filledAt) / 1_000;
    this.filledAt = now;
    if (this.bytesPerSecond === Infinity) return;
    this.tokens = Math.min(this.bytesPerSecond * CALL_SECONDS, this.tokens + seconds * this.bytesPerSecond);
  }

  private note(at: number, bytes: number): void {
    this.accepted = this.accepted.filter((entry) => at - entry.at < WINDOW_MS && entry.at <= at);
    if (bytes > 0) this.accepted.push({ at, bytes });
  }

  /** A shard accepts at once what it has saved up in a second, so a short time says little. */
  private acceptedPerSecond(now: number): number {
    const [first] = this.accepted;
    if (first === undefined) return SHARD_BYTES_PER_SECOND;
    const bytes = this.accepted.reduce((sum, entry) => sum + entry.bytes, 0);
    return bytes * 1_000 / Math.max(1_000, now - first.at);
  }
}
