import type { InvokeEvent, LifecycleEvent, ShutdownEvent } from '../lambda/extensions-api';
import { LocalApiError } from '../lambda/extensions-api';
import type { Pending } from '../lambda/local-api';
import type { Log } from '../log/log';
import { sleep } from '../process/clock';
import type { Clock } from '../process/clock';

export interface LifecycleOptions {
  /** Asks for the next event. */
  readonly next: () => Pending<LifecycleEvent>;
  /** Called once, when the first question has left: the extension is ready, what follows costs nobody's start-up. */
  readonly onReady: () => void;
  /** Goes along with an invocation until the environment may freeze. */
  readonly onInvoke: (event: InvokeEvent) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

const RETRY_PAUSE_MS = 100;
const MOST_FAILURES = 20;

/**
 * The loop over `/event/next`, until SHUTDOWN.
 *
 * Nothing that goes wrong in an invocation ends it: an extension that stops asking hangs the function, and one that exits
 * fails it. Only an answer that is final (403, 500) ends the questions; then the process idles until Lambda ends it.
 */
export async function live({ next, onReady, onInvoke, clock, log }: LifecycleOptions): Promise<ShutdownEvent> {
  let failures = 0;
  const first = next();
  let question = first.answer;
  question.catch(() => undefined);
  await first.sent;
  onReady();
  for (;;) {
    try {
      const event = await question;
      failures = 0;
      if (event.eventType === 'SHUTDOWN') return event;
      await onInvoke(event).catch((error: Error) => log(`went on without a flush after an error of its own: ${error.stack ?? error}`));
    } catch (error) {
      failures++;
      if (error instanceof LocalApiError || failures === MOST_FAILURES) {
        log(`stopped asking for events: ${(error as Error).message}`);
        return new Promise(() => undefined);
      }
      await sleep(clock, RETRY_PAUSE_MS);
    }
    question = next().answer;
    question.catch(() => undefined);
  }
}
