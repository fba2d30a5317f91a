import { decodeRecord } from '../../consumer-src';

/** The data of a record, and when Kinesis received it. */
export interface Arrival {
  readonly data: Buffer;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Returns how long each event was on the way, in milliseconds: from its `time`, when Lambda emitted it, until its first copy arrived.
 *
 * `platform.report` is left out: Lambda emits it when all extensions are done, so that no strategy can send it before the next invocation. The
 * extension's own events are left out too.
 *
 * @param since events that were emitted earlier are not counted, in milliseconds since the epoch
 */
export function eventDelays(arrivals: readonly Arrival[], since: number): number[] {
  const delays = new Map<string, number>();
  for (const { data, at } of arrivals) {
    for (const { time, type, environment, sequence } of decodeRecord(data)) {
      const emittedAt = Date.parse(time);
      const key = `${environment} ${sequence}`;
      if (emittedAt < since || type === 'platform.report' || type.startsWith('telemetry.') || delays.has(key)) continue;
      delays.set(key, Math.max(0, at - emittedAt));
    }
  }
  return [...delays.values()];
}

/** Returns the largest number of copies of an event. */
export function mostCopies(arrivals: readonly Arrival[]): number {
  const copies = new Map<string, number>();
  for (const { environment, sequence } of arrivals.flatMap(({ data }) => decodeRecord(data))) {
    const key = `${environment} ${sequence}`;
    copies.set(key, (copies.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...copies.values());
}
