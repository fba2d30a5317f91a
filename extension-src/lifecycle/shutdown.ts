import type { UndeliveredEventsName } from '../../src/settings/settings';
import { embeddedMetrics } from '../log/embedded-metrics';
import type { Log } from '../log/log';
import type { Pipeline } from '../pipeline';
import type { Clock } from '../process/clock';
import { sleep, within } from '../process/clock';

/** The last flush ends this long before Lambda kills the process, or a quarter of the remaining time if that is shorter. */
const DEADLINE_MARGIN_MS = 100;

/** The same if undelivered events are written to the log, which also takes time. */
const DEADLINE_MARGIN_WITH_LOG_MS = 400;

/** Lambda's last events were observed up to this long after the buffering time. */
const STRAGGLER_MS = 50;

/** If the last `platform.report` has not arrived this long after the buffering time, it never will, for example after a crash. */
const MAX_WAIT_MS = 200;

/** A larger backlog is spread over all shards. */
const SPREAD_BYTES = 512 * 1024;

export interface ShutdownOptions {
  readonly pipeline: Pipeline;
  readonly clock: Clock;
  readonly log: Log;
  readonly bufferingTimeoutMs: number;
  readonly functionName: string;
  readonly streamName: string;
  /** How to handle events that cannot be delivered. */
  readonly undeliveredEvents: UndeliveredEventsName;
  /** Writes bytes to the extension's log unchanged. Returns false if the write failed. */
  readonly writeLine: (line: Buffer) => boolean;
  /** Returns a new partition key. */
  readonly randomKey: () => string;
  /** When the last body arrived, in milliseconds since the epoch. */
  readonly lastBodyAt: () => number;
  /** Stops receiving telemetry. Later bodies must not get a success response. */
  readonly stopListening: () => void;
  /** When Lambda kills the process, in milliseconds since the epoch. */
  readonly deadline: number;
  /** `spindown`, `timeout`, `failure`, … or the signal's name */
  readonly reason: string;
}

/** Receives the last events, delivers all buffered events, and sends the summary after them. */
export async function finish(options: ShutdownOptions): Promise<void> {
  const { pipeline, clock, stopListening, undeliveredEvents, deadline, randomKey } = options;
  const { delivery, forecast, queue, sender } = pipeline;
  const remainingMs = deadline - clock.now();
  const marginMs = undeliveredEvents === 'log' ? DEADLINE_MARGIN_WITH_LOG_MS : DEADLINE_MARGIN_MS;
  const latest = deadline - Math.min(marginMs, remainingMs / 4);
  sender.abandonOverdueCall();
  forecast.hold();
  // One shard takes about 1 MB a second: more than that needs all shards of the stream.
  if (queue.heldBytes > SPREAD_BYTES) delivery.spread(randomKey);
  const early = delivery.flush(latest, 'last');
  await lastEvents({ ...options, deadline: latest });
  if (pipeline.selection) {
    // From now on no request gets a reason to be kept: what is undecided is kept.
    pipeline.selection.end();
    if (queue.heldBytes > SPREAD_BYTES) delivery.spread(randomKey);
  }
  await early;
  // Events that arrive during a flush need another one.
  while (await delivery.flush(latest, 'last') === 'delivered' && !delivery.isEmpty);
  stopListening();

  delivery.reportOmissions('last');
  if (pipeline.summarizes) addSummary(options);
  await delivery.flush(latest, 'last');
  report(options);
}

function addSummary({ pipeline, reason }: ShutdownOptions): void {
  const { delivery, ledger, selection, totals } = pipeline;
  const { received, own, delivered, omitted, records, calls, retries, flushes, holdMs, bufferPeakBytes, malformed } = totals;
  delivery.addOwn('telemetry.summary', {
    received, own, delivered, dropped: ledger.total, omitted, undelivered: delivery.waiting,
    records, calls, retries, flushes, holdMs, bufferPeakBytes, malformed,
    shutdownReason: reason.toLowerCase(),
    // How often each rule has masked something, if any has.
    masked: selection?.masked,
  });
}

/** Writes the metrics to the log, and the number of lost events if there are any, because the stream may be unreachable. */
export function report(options: ShutdownOptions): void {
  const { pipeline, clock, log, functionName, streamName, undeliveredEvents, writeLine, deadline } = options;
  const { delivery, ledger, queue, totals } = pipeline;
  pipeline.selection?.end();
  // Without a last flush, the newest events are not in the queue yet.
  delivery.reportOmissions('last');
  delivery.seal();
  const undelivered = queue.eventCount;
  writeLine(Buffer.from(`${embeddedMetrics({ functionName, streamName, now: clock.now(), totals, dropped: ledger.total, undelivered })}\n`));
  if (undelivered === 0 && ledger.total === 0) return;
  log(`${undelivered} events could not be delivered before the environment ended${undeliveredEvents === 'log' ? ' and follow below' : ''}; `
    + `${ledger.total} were dropped earlier; ${totals.delivered} were delivered`);
  if (undeliveredEvents === 'log') {
    for (const { data } of queue.all) if (clock.now() >= deadline || !writeLine(data)) return;
  }
}

/** Waits until the last report has arrived and no more events follow, but leaves half of the time for sending. */
async function lastEvents({ pipeline, clock, bufferingTimeoutMs, lastBodyAt, deadline }: ShutdownOptions): Promise<void> {
  const begin = clock.now();
  let leftMs = Math.min(bufferingTimeoutMs + MAX_WAIT_MS, (deadline - begin) / 2);
  const quietMs = bufferingTimeoutMs + STRAGGLER_MS;
  await within(clock, leftMs, pipeline.tracker.reported());
  const waitedMs = clock.now() - begin;
  // If the clock was set back meanwhile, it is unknown how long that took.
  leftMs = waitedMs < 0 ? Math.min(leftMs / 2, quietMs) : leftMs - waitedMs;
  // The remaining time is counted down instead of read from the clock, which may be set back meanwhile.
  for (;;) {
    const waitMs = Math.min(Math.max(begin, lastBodyAt()) + quietMs - clock.now(), leftMs);
    if (waitMs <= 0) return;
    await sleep(clock, waitMs);
    leftMs -= waitMs;
  }
}
