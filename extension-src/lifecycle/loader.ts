import type { Log } from '../log/log';

/** A lack of something that other processes may give back. */
const PASSING = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM']);

export interface LoaderOptions {
  /** Stops receiving telemetry, and returns how many bodies are discarded. */
  readonly stop: () => number;
  readonly log: Log;
}

/**
 * Loads the parts of the extension that its start-up does not need. If one cannot be loaded, nothing can be streamed: no more
 * telemetry is received, so that none piles up, and the process idles, because exiting would fail the function.
 */
export class Loader {
  private failure?: Error;
  private release?: () => void;

  constructor(private readonly options: LoaderOptions) {}

  /** Whether a part could not be loaded. */
  get hasFailed(): boolean {
    return this.failure !== undefined;
  }

  /**
   * Loads a part, and rejects if it fails.
   *
   * @param mayRetry whether the caller loads again after a failure that may pass
   */
  async load<T>(load: () => Promise<T>, mayRetry: boolean): Promise<T> {
    if (this.failure) throw this.failure;
    try {
      return await load();
    } catch (error) {
      if (!mayRetry || !PASSING.has(String((error as NodeJS.ErrnoException).code))) this.fail(error as Error);
      throw error;
    }
  }

  /** Settles with the work, or resolves when a part could not be loaded: the work may then wait for telemetry that will not come. */
  whileLoaded(work: Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.release = resolve;
      if (this.failure) resolve();
      work.then(resolve, reject);
    });
  }

  private fail(error: Error): void {
    if (this.failure) return;
    this.failure = error;
    const discarded = this.options.stop();
    this.options.log(`streams nothing, because a part of the extension cannot be loaded: ${error.message}`
      + (discarded > 0 ? `; ${discarded} telemetry requests that had arrived are lost` : ''));
    this.release?.();
  }
}
