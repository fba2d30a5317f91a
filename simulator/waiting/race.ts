import { Timer } from './deferred';
import { Failure } from '../model/results';

export type Outcome = { readonly kind: 'done' } | { readonly kind: 'timeout' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Waits until some work is done, but not beyond a failure or a timeout, which is cancelled afterwards. */
export async function race(work: Promise<unknown>, failed: Promise<Failure>, timeout: Timer): Promise<Outcome> {
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
