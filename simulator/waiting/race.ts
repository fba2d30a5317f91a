import { Timer } from './deferred';
import { Failure } from '../model/results';

export type Outcome = { readonly kind: 'done' } | { readonly kind: 'timeout' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Waits for the work, the failure or the timeout, whichever is first, and cancels the timeout. */
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
