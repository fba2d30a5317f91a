/** The extension's source of time. Tests replace it. */
export interface Clock {
  /** Milliseconds since the epoch. Unlike a monotonic clock, it always advances while the environment is frozen. */
  now(): number;
  /** Runs the callback once after `ms` milliseconds, or as soon as the environment thaws. Returns a function that cancels it. */
  schedule(ms: number, callback: () => void): () => void;
}

/** Resolves after `ms` milliseconds. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(ms, resolve));
}

/** Settles with the promise, or resolves after `ms` milliseconds. Leaves no timer behind. */
export async function within(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.schedule(ms, resolve);
    promise.then(() => { cancel(); resolve(); }, (error) => { cancel(); reject(error); });
  });
}
