import type { Clock } from './clock';
import { within } from './clock';
import type { InvokeEvent } from './lambda/extensions-api';
import type { Pipeline } from './pipeline';

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
 * Goes along with one invocation: waits until the function is done with it, and flushes.
 *
 * When this returns the extension asks for the next event, and Lambda may freeze the environment.
 */
export async function accompany(event: InvokeEvent, { pipeline, clock, flushTimeoutMs, hasTelemetry }: InvocationOptions): Promise<void> {
  if (!hasTelemetry) return;
  const { breaker, delivery, sender, totals, tracker } = pipeline;
  sender.abandonOverdueCall();
  // Kinesis may be back: try beside the running function, which waits for nothing.
  if (!breaker.isClosed) delivery.dispatch();

  const latest = event.deadlineMs - DEADLINE_MARGIN_MS;
  await within(clock, latest - clock.now(), tracker.runtimeDone(event.requestId));
  const doneAt = clock.now();
  if (!breaker.isClosed || doneAt >= latest) return;
  await delivery.flush(Math.min(doneAt + flushTimeoutMs, latest));
  totals.flushes++;
  totals.holdMs += clock.now() - doneAt;
}
