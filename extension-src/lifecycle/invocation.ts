import type { InvokeEvent } from '../lambda/extensions-api';
import type { Pipeline } from '../pipeline';
import type { Clock } from '../process/clock';
import { within } from '../process/clock';

/** A hold ends this long before the invocation's deadline, so that the extension never causes a timeout of the function. */
export const DEADLINE_MARGIN_MS = 50;

export interface InvocationOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  readonly flushTimeoutMs: number;
  /** False if no telemetry will arrive, so that the end of an invocation cannot be detected. */
  readonly hasTelemetry: boolean;
}

/**
 * Handles one invocation. If the invocation is held, this waits until the function is done and then flushes. Otherwise it returns
 * at once, because waiting for `platform.runtimeDone` would delay the invocation by Lambda's telemetry buffering.
 *
 * When this returns, the extension requests the next event, and Lambda may freeze the environment as soon as the function is
 * done.
 */
export async function handleInvocation(event: InvokeEvent, { pipeline, clock, flushTimeoutMs, hasTelemetry }: InvocationOptions): Promise<void> {
  if (!hasTelemetry) return;
  const { breaker, delivery, sender, strategy, totals, tracker } = pipeline;
  sender.abandonOverdueCall();
  const holds = strategy.holds(clock.now(), delivery.oldestAgeMs);
  // Overdue events, and all events while the breaker is open, are sent while the function runs. The function does not wait.
  if (!breaker.isClosed) delivery.dispatch();
  else delivery.dispatchIfDue();
  if (!holds || !breaker.isClosed || !tracker.tellsRuntimeDone) return;

  const latest = event.deadlineMs - DEADLINE_MARGIN_MS;
  await within(clock, latest - clock.now(), tracker.runtimeDone(event.requestId));
  const doneAt = clock.now();
  if (doneAt >= latest) tracker.missedRuntimeDone(event.requestId);
  if (!breaker.isClosed || doneAt >= latest) return;
  await delivery.flush(Math.min(doneAt + flushTimeoutMs, latest));
  totals.flushes++;
  totals.holdMs += clock.now() - doneAt;
}
