import type { UndeliveredEventsName } from '../../src/settings/settings';
import { embeddedMetrics } from '../log/embedded-metrics';
import type { Log } from '../log/log';
import type { Pipeline } from '../pipeline';
import type { Clock } from '../process/clock';
import { sleep, within } from '../process/clock';

/** The last flush ends so long before the deadline at which Lambda kills the process, or a quarter of what is left. */
const DEADLINE_MARGIN_MS = 100;

/** The same where the log is the last resort for what cannot be delivered: to write it takes time, too. */
const DEADLINE_MARGIN_WITH_LOG_MS = 400;

/** Lambda's last events were seen to come up to so long after the buffering time. */
const STRAGGLER_MS = 50;

/** If the last `platform.report` does not come so long after the buffering time, as after a crash, it will not. */
const LONGEST_WAIT_MS = 200;

export interface ShutdownOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  readonly log: Log;
  readonly bufferingTimeoutMs: number;
  readonly functionName: string;
  readonly streamName: string;
  /** What becomes of what cannot be delivered. */
  readonly undeliveredEvents: UndeliveredEventsName;
  /** Writes to the extension's log as it is; false where it takes no more. */
  readonly writeLine: (line: Buffer) => boolean;
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
  const { pipeline, clock, stopListening, undeliveredEvents, deadline } = options;
  const { delivery, sender } = pipeline;
  const remainingMs = Math.max(0, deadline - clock.now());
  const marginMs = undeliveredEvents === 'log' ? DEADLINE_MARGIN_WITH_LOG_MS : DEADLINE_MARGIN_MS;
  const latest = deadline - Math.min(marginMs, remainingMs / 4);
  sender.abandonOverdueCall();
  const early = delivery.flush(latest, true);
  await lastEvents({ ...options, deadline: latest });
  await early;
  // What comes in while one flush is under way is for the next.
  while (await delivery.flush(latest, true) === 'delivered' && !delivery.isEmpty);
  stopListening();

  if (pipeline.summarizes) addSummary(options);
  await delivery.flush(latest, true);
  report(options);
}

function addSummary({ pipeline, reason }: ShutdownOptions): void {
  const { delivery, ledger, totals } = pipeline;
  const { received, delivered, records, calls, retries, flushes, holdMs, bufferPeakBytes, malformed } = totals;
  delivery.addOwn('telemetry.summary', {
    received, delivered, dropped: ledger.total, records, calls, retries, flushes, holdMs, bufferPeakBytes, malformed,
    shutdownReason: reason.toLowerCase(),
  });
}

/** What a person, CloudWatch, and whoever looks for lost events will want to know; nobody can be told in the stream any more. */
function report(options: ShutdownOptions): void {
  const { pipeline, clock, log, functionName, streamName, undeliveredEvents, writeLine, deadline } = options;
  const { ledger, queue, totals } = pipeline;
  const undelivered = queue.eventCount;
  writeLine(Buffer.from(`${embeddedMetrics({ functionName, streamName, now: clock.now(), totals, dropped: ledger.total, undelivered })}\n`));
  if (undelivered === 0 && ledger.total === 0) return;
  log(`${undelivered} events could not be delivered before the environment ended${undeliveredEvents === 'log' ? ', and follow here' : ''}; `
    + `${ledger.total} had been dropped before; ${totals.delivered} were delivered`);
  if (undeliveredEvents === 'log') {
    for (const { data } of queue.all) if (clock.now() >= deadline || !writeLine(data)) return;
  }
}

/** Waits until the last report is here and nothing more comes, but leaves half of the time for sending. */
async function lastEvents({ pipeline, clock, bufferingTimeoutMs, lastBodyAt, deadline }: ShutdownOptions): Promise<void> {
  const begin = clock.now();
  let leftMs = Math.min(bufferingTimeoutMs + LONGEST_WAIT_MS, Math.max(0, deadline - begin) / 2);
  const quietMs = bufferingTimeoutMs + STRAGGLER_MS;
  await within(clock, leftMs, pipeline.tracker.reported());
  leftMs -= clock.now() - begin;
  // What is left is counted down and not compared with the clock, which may be set back meanwhile.
  for (;;) {
    const waitMs = Math.min(Math.max(begin, lastBodyAt()) + quietMs - clock.now(), quietMs, leftMs);
    if (waitMs <= 0) return;
    await sleep(clock, waitMs);
    leftMs -= waitMs;
  }
}
