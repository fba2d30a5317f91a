import { after } from './deferred';
import { Failure } from '../model/results';

export type Outcome = { readonly kind: 'done' } | { readonly kind: 'timeout' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Waits for some work, but not beyond a failure or a point in time (of `performance.now()`). */
export async function race(work: Promise<unknown>, failed: Promise<Failure>, deadline: number): Promise<Outcome> {
  const timeout = after(deadline - performance.now());
  try {
    return await Promise.race<Outcome>([
      failed.then((failure) => ({ kind: 'failed', failure })),
      work.then(() => ({ kind: 'done' })),
      timeout.promise.then(() => ({ kind: 'timeout' })),
    ]);
  } finally {
    timeout.cancel();
  }
}
