import type { Pending } from '../host/local-api';
import type { InvokeEvent, LifecycleEvent, ShutdownEvent } from '../lambda/extensions-api';
import { LocalApiError } from '../lambda/extensions-api';
import { errorText } from '../log/error-text';
import type { Log } from '../log/log';
import { sleep } from '../process/clock';
import type { Clock } from '../process/clock';

export interface LifecycleOptions {
  /** Requests the next event. */
  readonly next: () => Pending<LifecycleEvent>;
  /** Called once, after the first request was sent. The extension is then ready, and further work does not delay the start-up. */
  readonly onReady: () => void;
  /** Handles an invocation. Resolves when the environment may freeze. */
  readonly onInvoke: (event: InvokeEvent) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

const RETRY_PAUSE_MS = 100;
const MAX_FAILURES = 20;

/**
 * Polls `/event/next` until SHUTDOWN.
 *
 * An error in an invocation does not end the loop: an extension that stops polling hangs the function, and one that exits fails
 * it. The loop stops polling only after a response other than 200 (such as 403 or 500) or 20 connection errors in a row. The
 * process then idles until Lambda ends it.
 */
export async function pollEvents({ next, onReady, onInvoke, clock, log }: LifecycleOptions): Promise<ShutdownEvent> {
  let failures = 0;
  const first = next();
  let answer = first.answer;
  answer.catch(() => undefined);
  await first.sent;
  onReady();
  for (;;) {
    try {
      const event = await answer;
      failures = 0;
      if (event.eventType === 'SHUTDOWN') return event;
      await onInvoke(event).catch((error: Error) => log(`skipped a flush after an internal error: ${errorText(error)}`));
    } catch (error) {
      failures++;
      if (error instanceof LocalApiError || failures === MAX_FAILURES) {
        log(`stopped polling for events: ${(error as Error).message}`);
        return new Promise(() => undefined);
      }
      await sleep(clock, RETRY_PAUSE_MS);
    }
    answer = next().answer;
    answer.catch(() => undefined);
  }
}
