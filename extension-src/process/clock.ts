/** Time as the extension sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. It goes on while the environment is frozen, which monotonic clocks may not. */
  now(): number;
  /** Runs the callback once, after so many milliseconds or as soon as the environment thaws. Gives back how to cancel it. */
  schedule(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  schedule: (ms, callback) => {
    const timer = setTimeout(callback, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds. */
export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.schedule(ms, resolve));
}

/** Resolves when the promise does, or after so many milliseconds. It leaves no timer behind. */
export async function within(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const cancel = clock.schedule(ms, resolve);
    promise.then(() => { cancel(); resolve(); }, (error) => { cancel(); reject(error); });
  });
}
