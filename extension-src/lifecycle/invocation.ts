import type { InvokeEvent } from '../lambda/extensions-api';
import type { Pipeline } from '../pipeline';
import type { Clock } from '../process/clock';
import { within } from '../process/clock';

/** A hold ends this long before the invocation's deadline, so that the extension never makes a function time out. */
export const DEADLINE_MARGIN_MS = 50;

/** An invocation is held for a probe as long as a call to Kinesis usually takes, within these bounds and this share of the flush timeout. */
const SHORTEST_PROBE_MS = 100;
const LONGEST_PROBE_MS = 250;
const PROBE_SHARE = 0.25;
const PROBE_CALLS = 1.5;

export interface InvocationOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  readonly flushTimeoutMs: number;
  /** False where no telemetry will come, so that there is no end of an invocation to wait for. */
  readonly hasTelemetry: boolean;
}

/**
 * Handles one invocation. If the invocation is to be held, waits until the function is done and flushes; if not, returns at once.
 *
 * When this returns the extension asks for the next event, and Lambda may freeze the environment as soon as the function is done.
 */
export async function handleInvocation(event: InvokeEvent, options: InvocationOptions): Promise<void> {
  const { pipeline, clock, hasTelemetry } = options;
  if (!hasTelemetry) return;
  const { breaker, forecast, sender, tracker } = pipeline;
  sender.abandonOverdueCall();
  tracker.invoked(event.requestId);
  breaker.invoked();
  forecast.invoked();
  const holds = willHold(pipeline, clock.now());
  if (holds) forecast.hold();
  sendBeside(pipeline);
  if (holds) await hold(event, options);
  forecast.release();
}

/** Decides at the beginning of an invocation whether it will be held. */
function willHold({ breaker, delivery, forecast, strategy, tracker, callTimes }: Pipeline, now: number): boolean {
  // Asked for each invocation, as the strategy looks at the time between them.
  const holds = strategy.holds(now, delivery.oldestAgeMs);
  if (!tracker.tellsRuntimeDone || !strategy.mayHold) return false;
  if (!breaker.isClosed) return breaker.allowsProbe;
  // A call beside an invocation that is shorter would be frozen, so it gets time of its own.
  return holds || (delivery.isDue && forecast.remainingMs < callTimes.typicalMs);
}

/** Starts sending beside the function, which does not wait for it. */
function sendBeside({ breaker, delivery }: Pipeline): void {
  if (breaker.isClosed ? delivery.isDue : breaker.allowsCall) delivery.dispatch();
}

async function hold(event: InvokeEvent, { pipeline, clock, flushTimeoutMs }: InvocationOptions): Promise<void> {
  const { breaker, callTimes, delivery, sender, totals, tracker } = pipeline;
  const latest = event.deadlineMs - DEADLINE_MARGIN_MS;
  await within(clock, latest - clock.now(), tracker.runtimeDone());
  const doneAt = clock.now();
  if (doneAt >= latest) {
    tracker.missedRuntimeDone();
    return;
  }
  if (!breaker.isClosed) {
    // A probe beside the function may have failed by now: one is enough.
    if (!sender.isSending && !breaker.allowsProbe) return;
    const probeMs = Math.min(Math.max(SHORTEST_PROBE_MS, PROBE_CALLS * callTimes.typicalMs), LONGEST_PROBE_MS, PROBE_SHARE * flushTimeoutMs);
    await delivery.probe(Math.min(doneAt + probeMs, latest));
  }
  if (breaker.isClosed) await delivery.flush(Math.min(doneAt + flushTimeoutMs, latest));
  totals.flushes++;
  totals.holdMs += clock.now() - doneAt;
}
