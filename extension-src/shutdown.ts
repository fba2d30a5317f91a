import type { Clock } from './clock';
import { sleep, within } from './clock';
import type { Log } from './log';
import type { Pipeline } from './pipeline';

/** The last flush ends so long before the deadline at which Lambda kills the process, or a quarter of what is left. */
const DEADLINE_MARGIN_MS = 100;

/** Lambda's last events were seen to come up to so long after the buffering time. */
const STRAGGLER_MS = 50;

/** If the last `platform.report` does not come so long after the buffering time, as after a crash, it will not. */
const LONGEST_WAIT_MS = 200;

export interface ShutdownOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  readonly log: Log;
  readonly bufferingTimeoutMs: number;
  /** When the last body came in, in milliseconds since the epoch. */
  readonly lastBodyAt: () => number;
  /** Takes no more telemetry in: what comes from then on must not be answered as if it were. */
  readonly stopListening: () => void;
  /** When Lambda kills the process, in milliseconds since the epoch. */
  readonly deadline: number;
  /** `spindown`, `timeout`, `failure`, … or the signal's name */
  readonly reason: string;
}

/** Takes the last events in, delivers all that is buffered, and puts the summary behind it. */
export async function finish(options: ShutdownOptions): Promise<void> {
  const { pipeline, clock, log, stopListening, deadline, reason } = options;
  const { delivery, ledger, queue, sender, totals } = pipeline;
  const remainingMs = deadline - clock.now();
  const latest = deadline - Math.min(DEADLINE_MARGIN_MS, remainingMs / 4);
  sender.abandonOverdueCall();
  const early = delivery.flush(latest, true);
  await lastEvents({ ...options, deadline: latest });
  await early;
  // What comes in while one flush is under way is for the next.
  while (await delivery.flush(latest, true) === 'delivered' && !delivery.isEmpty);
  stopListening();

  const { received, delivered, records, calls, retries, flushes, holdMs, bufferPeakBytes, malformed } = totals;
  delivery.addOwn('telemetry.summary', {
    received, delivered, dropped: ledger.total, records, calls, retries, flushes, holdMs, bufferPeakBytes, malformed,
    shutdownReason: reason.toLowerCase(),
  });
  const outcome = await delivery.flush(latest, true);
  if (outcome !== 'delivered' || ledger.total > 0) {
    log(`${queue.eventCount} events could not be delivered before the environment ended, ${ledger.total} had been dropped before; `
      + `${totals.delivered} of ${totals.received} received were delivered`);
  }
}

/** Waits until the last report is here and nothing more comes, but leaves half of the time for sending. */
async function lastEvents(
  { pipeline, clock, bufferingTimeoutMs, lastBodyAt, deadline }: Omit<ShutdownOptions, 'log' | 'reason' | 'stopListening'>,
): Promise<void> {
  const begin = clock.now();
  const latest = begin + Math.min(bufferingTimeoutMs + LONGEST_WAIT_MS, Math.max(0, deadline - begin) / 2);
  const quietMs = bufferingTimeoutMs + STRAGGLER_MS;
  await within(clock, latest - begin, pipeline.tracker.reported());
  for (;;) {
    const now = clock.now();
    const quietAt = Math.min(Math.max(begin, lastBodyAt()) + quietMs, latest);
    if (now >= quietAt) return;
    await sleep(clock, quietAt - now);
  }
}
