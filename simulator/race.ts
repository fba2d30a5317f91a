import { after } from './deferred';
import { Failure, Launch } from './launch';

export type Outcome = { readonly kind: 'done' } | { readonly kind: 'timeout' } | { readonly kind: 'failed'; readonly failure: Failure };

/** Waits for some work of a launch, but not beyond its failure or a point in time (of `performance.now()`). */
export async function race(work: Promise<unknown>, launch: Launch, deadline: number): Promise<Outcome> {
  const timeout = after(deadline - performance.now());
  try {
    return await Promise.race<Outcome>([
      launch.failed.promise.then((failure) => ({ kind: 'failed', failure })),
      work.then(() => ({ kind: 'done' })),
      timeout.promise.then(() => ({ kind: 'timeout' })),
    ]);
  } finally {
    timeout.cancel();
  }
}
