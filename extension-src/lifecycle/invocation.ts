import type { InvokeEvent } from '../lambda/extensions-api';
import type { Pipeline } from '../pipeline';
import type { Clock } from '../process/clock';
import { within } from '../process/clock';

/** A hold ends so long before the invocation's deadline, so that it is never we who make a function time out. */
export const DEADLINE_MARGIN_MS = 50;

export interface InvocationOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  readonly flushTimeoutMs: number;
  /** False where no telemetry will come, so that there is no end of an invocation to wait for. */
  readonly hasTelemetry: boolean;
}

/**
 * Goes along with one invocation. If it is to be held, waits until the function is done with it, and flushes; if not,
 * comes back at once: whoever waits for the function to be done makes it wait for Lambda's buffer.
 *
 * When this returns the extension asks for the next event, and Lambda may freeze the environment as soon as the function is
 * done.
 */
export async function accompany(event: InvokeEvent, { pipeline, clock, flushTimeoutMs, hasTelemetry }: InvocationOptions): Promise<void> {
  if (!hasTelemetry) return;
  const { breaker, delivery, sender, strategy, totals, tracker } = pipeline;
  sender.abandonOverdueCall();
  const holds = strategy.holds(clock.now(), delivery.oldestAgeMs);
  // What has waited too long, or waits for Kinesis to be back, is tried beside the running function, which waits for nothing.
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
