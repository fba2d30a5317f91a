import { heldBytesOf } from '../delivery/omissions';
import type { OmitReason, OmittedByRule, OmittedReport, ReportOccasion } from '../delivery/omissions';
import type { Totals } from '../delivery/totals';

/** What was left out is reported beside other events when the oldest part of it has waited for this long. */
const REPORT_INTERVAL_MS = 10_000;

/** With so many requests, a report no longer waits for other events. */
const MANY_REQUESTS = 100;

/** If nothing can be sent, the ids of more requests are not kept. */
const MOST_REQUESTS = 1_000;

/** All request ids of Lambda are shorter. Any process in the environment can post an event with another one. */
const REQUEST_ID = /^[\w-]{1,64}$/;

/** What one rule has left out. */
interface Count {
  readonly reason: OmitReason;
  readonly rule: string;
  count: number;
  bytes: number;
}

/** Adds up what was left out on purpose, until an event in the stream reports it. */
export class OmittedLedger {
  private counts: Count[] = [];
  private requests: string[] = [];
  private unnamedRequests = 0;
  private oldestAt?: number;

  /**
   * @param now milliseconds since the epoch
   * @param onMany called when so many requests were left out that a report should not wait for other events
   */
  constructor(private readonly totals: Pick<Totals, 'omitted'>, private readonly now: () => number, private readonly onMany: () => void) {}

  /** Counts events that will never be sent. */
  add(reason: OmitReason, rule: string, count: number, bytes: number): void {
    this.totals.omitted += count;
    this.count(reason, rule, count, bytes);
  }

  /** Notes that all events of a request were left out. */
  addRequest(requestId: string): void {
    this.note(requestId);
    if (this.requests.length === MANY_REQUESTS) this.onMany();
  }

  /** About the bytes of memory that the counts and ids hold. */
  get heldBytes(): number {
    return this.oldestAt === undefined ? 0 : heldBytesOf({ reasons: this.counts, requests: this.requests });
  }

  /** Returns what is to be reported on this occasion, and forgets it. */
  take(occasion: ReportOccasion): OmittedReport | undefined {
    if (!this.isDue(occasion)) return undefined;
    const { counts, requests, unnamedRequests } = this;
    this.counts = [];
    this.requests = [];
    this.unnamedRequests = 0;
    this.oldestAt = undefined;
    const reasons: readonly OmittedByRule[] = counts;
    return {
      count: reasons.reduce((sum, { count }) => sum + count, 0),
      bytes: reasons.reduce((sum, { bytes }) => sum + bytes, 0),
      reasons,
      ...requests.length > 0 && { requests },
      ...unnamedRequests > 0 && { unnamedRequests },
    };
  }

  /** Takes back a report of which the event was dropped. */
  restore({ reasons, requests = [], unnamedRequests = 0 }: OmittedReport): void {
    for (const { reason, rule, count, bytes } of reasons) this.count(reason, rule, count, bytes);
    for (const requestId of requests) this.note(requestId);
    this.unnamedRequests += unnamedRequests;
  }

  private isDue(occasion: ReportOccasion): boolean {
    if (this.oldestAt === undefined) return false;
    if (occasion === 'last' || this.requests.length >= MANY_REQUESTS) return true;
    const ageMs = this.now() - this.oldestAt;
    // If the clock was set back, nothing must wait forever.
    return occasion === 'beside-others' && (ageMs >= REPORT_INTERVAL_MS || ageMs < 0);
  }

  private count(reason: OmitReason, rule: string, count: number, bytes: number): void {
    this.oldestAt ??= this.now();
    let there = this.counts.find((one) => one.rule === rule && one.reason === reason);
    if (there === undefined) this.counts.push(there = { reason, rule, count: 0, bytes: 0 });
    there.count += count;
    there.bytes += bytes;
  }

  private note(requestId: string): void {
    this.oldestAt ??= this.now();
    if (this.requests.length < MOST_REQUESTS && REQUEST_ID.test(requestId)) this.requests.push(requestId);
    else this.unnamedRequests++;
  }
}
