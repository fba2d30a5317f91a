import { Agent } from 'node:http';
import { QueuedEvent } from './event-record';
import { post, PostTarget } from './post';
import { ResolvedTelemetryOptions } from '../model/environment-options';
import { PausableTimer } from '../waiting/pausable-timer';

/** The maximum pause between two attempts. */
const MAX_RETRY_DELAY_MS = 1000;

/**
 * Delivers batches to one extension, in order and one POST at a time. It retries a POST until the response is 200. A failed POST may
 * have arrived, so a retry can cause duplicates.
 */
export class Sender {
  onSent?: (events: readonly QueuedEvent[]) => void;
  onGivenUp?: (events: readonly QueuedEvent[], reason: string) => void;
  private readonly queue: QueuedEvent[][] = [];
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
  private readonly timeout = new PausableTimer();
  private readonly backoff = new PausableTimer();
  private inFlight?: AbortController;
  private batches = 0;
  private attempting = false;
  private paused = false;
  private stopped = false;

  constructor(private readonly extension: string, private readonly target: PostTarget,
    private readonly options: ResolvedTelemetryOptions, private readonly onProgress: () => void) {}

  get busy(): boolean {
    return this.queue.length > 0;
  }

  send(batch: QueuedEvent[]): void {
    this.queue.push(batch);
    if (this.queue.length === 1) this.next();
  }

  pause(): void {
    this.paused = true;
    this.timeout.pause();
    this.backoff.pause();
    // Most servers close a connection that was idle for some seconds. After a long freeze that could be while the sender uses it again.
    if (!this.options.keepConnections) for (const socket of Object.values(this.agent.freeSockets).flat()) socket?.destroy();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.timeout.resume();
    this.backoff.resume();
    if (this.queue.length > 0 && !this.attempting && !this.backoff.running) void this.attempt(1);
  }

  /** Stops the sender, and returns the events that were not delivered. */
  stop(): QueuedEvent[] {
    this.stopped = true;
    this.timeout.clear();
    this.backoff.clear();
    this.inFlight?.abort();
    this.agent.destroy();
    return this.queue.splice(0).flat();
  }

  private next(): void {
    this.batches++;
    if (!this.paused) void this.attempt(1);
  }

  private async attempt(attempt: number): Promise<void> {
    const batch = this.queue[0];
    for (const { delivery } of batch) delivery.attempts++;
    this.attempting = true;
    const failure = await this.tryOnce(batch, attempt);
    this.attempting = false;
    if (this.stopped) return;
    if (failure === undefined) {
      for (const { delivery } of batch) delivery.acknowledged++;
      this.done(() => this.onSent?.(batch));
    } else if (attempt >= this.options.maxAttempts) {
      this.done(() => this.onGivenUp?.(batch, `could not send events: ${failure}`));
    } else {
      this.backoff.start(Math.min(this.options.retryDelayMs * 2 ** (attempt - 1), MAX_RETRY_DELAY_MS), () => void this.attempt(attempt + 1));
    }
  }

  private done(report: () => void): void {
    this.queue.shift();
    report();
    this.onProgress();
    if (this.queue.length > 0) this.next();
  }

  /** Resolves to the reason of a failure, or to undefined. */
  private async tryOnce(batch: readonly QueuedEvent[], attempt: number): Promise<string | undefined> {
    const fault = this.options.fault({ extension: this.extension, batch: this.batches, attempt, events: batch.map(({ event }) => event) });
    if (fault === 'refuse') return 'the simulator refused the connection';
    const inFlight = new AbortController();
    this.inFlight = inFlight;
    this.timeout.start(this.options.postTimeoutMs, () => inFlight.abort());
    try {
      const body = Buffer.from(`[${batch.map(({ event }) => event.json).join(',')}]`);
      const status = await post(this.target, body, this.agent, inFlight.signal);
      if (status !== 200) return `the extension answered with status ${status}`;
      if (fault !== 'lose-answer') return undefined;
      // The extension acknowledged the events, so the retry sends duplicates. The connection was closed during the response.
      for (const { delivery } of batch) delivery.acknowledged++;
      for (const socket of [this.agent.sockets, this.agent.freeSockets].flatMap((byName) => Object.values(byName).flat())) socket?.destroy();
      return 'the simulator lost the answer';
    } catch (error) {
      return inFlight.signal.aborted ? `no answer within ${this.options.postTimeoutMs} ms` : (error as Error).message;
    } finally {
      this.timeout.clear();
      this.inFlight = undefined;
    }
  }
}
