import type { Envelope } from '../../consumer-src';

/** Events of invocations without a match so far. Past the limits, the oldest are given up: a later match does not bring them back. */
export interface WholeRequestsLimits {
  /** @default 2000 */
  readonly maxRequests?: number;
  /** @default 100000 */
  readonly maxEvents?: number;
}

const DEFAULT_MAX_REQUESTS = 2_000;
const DEFAULT_MAX_EVENTS = 100_000;

/** Shows all events of an invocation when one of them matches: those before it, which were kept, and those after it. */
export class WholeRequests {
  /** Oldest first. */
  private readonly kept = new Map<string, Envelope[]>();
  /** Least recently seen first. */
  private readonly matched = new Set<string>();
  private keptEvents = 0;

  constructor(private readonly limits: WholeRequestsLimits = {}) {}

  /** Returns the events to show now that this one has arrived. */
  take(envelope: Envelope, matches: boolean): Envelope[] {
    const { requestId } = envelope;
    if (requestId === undefined) return matches ? [envelope] : [];
    if (this.matched.delete(requestId) || matches) {
      this.matched.add(requestId);
      const before = this.forget(requestId);
      this.limit();
      return [...before, envelope];
    }
    const events = this.kept.get(requestId);
    if (events) events.push(envelope);
    else this.kept.set(requestId, [envelope]);
    this.keptEvents++;
    this.limit();
    return [];
  }

  private forget(requestId: string): Envelope[] {
    const events = this.kept.get(requestId) ?? [];
    this.kept.delete(requestId);
    this.keptEvents -= events.length;
    return events;
  }

  private limit(): void {
    const { maxRequests = DEFAULT_MAX_REQUESTS, maxEvents = DEFAULT_MAX_EVENTS } = this.limits;
    for (const requestId of this.kept.keys()) {
      if (this.kept.size <= maxRequests && this.keptEvents <= maxEvents) break;
      this.forget(requestId);
    }
    for (const requestId of this.matched) {
      if (this.matched.size <= maxRequests) break;
      this.matched.delete(requestId);
    }
  }
}
