import { CompletenessChecker, isType } from '../../consumer-src';
import type { DroppedRange, Envelope, EnvironmentReport, OmittedCount, SequenceRange } from '../../consumer-src';
import { numbersBefore } from '../numbers-before';
import { isObject } from '../object';

/** An environment that misses events, has dropped some, or has not explained some. */
export interface IncompleteEnvironment {
  readonly environment: string;
  /** ARN or log group. */
  readonly source: string;
  readonly received: number;
  /** Sequence numbers that were neither read nor reported as dropped. */
  readonly missing: number;
  readonly gaps: readonly SequenceRange[];
  readonly dropped: readonly DroppedRange[];
  readonly droppedCount: number;
  readonly unexplained: number;
  readonly ended: boolean;
}

/** What the sequence numbers tell of the events that were read. */
export interface CompletenessFigures {
  readonly environments: number;
  /** Environments with their last event, `telemetry.summary`. */
  readonly ended: number;
  /** Environments from whose middle on events were read. */
  readonly begunBefore: number;
  readonly missing: number;
  readonly missingIn: number;
  readonly dropped: ReadonlyArray<{ readonly reason: string; readonly ranges: number; readonly events: number }>;
  readonly droppedCount: number;
  readonly omitted: readonly OmittedCount[];
  readonly omittedCount: number;
  readonly omittedRequests: number;
  readonly duplicates: number;
  /** Those with the most missing and dropped events first. */
  readonly incomplete: readonly IncompleteEnvironment[];
  /** How many incomplete environments there are more. */
  readonly moreIncomplete: number;
  /** Log records that Lambda has not given to the extension, by its own account. */
  readonly droppedByLambda: number;
}

const MAX_INCOMPLETE = 50;
const MAX_RULES = 200;
const MAX_REASONS = 50;

/** Finds what is missing by the sequence numbers of all events that are read. */
export class Completeness {
  private readonly checker: CompletenessChecker;
  private readonly totals = {
    environments: 0, ended: 0, begunBefore: 0, missing: 0, missingIn: 0, droppedCount: 0, omittedCount: 0, omittedRequests: 0, moreIncomplete: 0,
  };
  private readonly dropped = new Map<string, { ranges: number; events: number }>();
  private readonly omitted = new Map<string, OmittedCount>();
  private incomplete: IncompleteEnvironment[] = [];
  private duplicates = 0;
  private droppedByLambda = 0;

  constructor({ maxEnvironments }: { readonly maxEnvironments?: number } = {}) {
    this.checker = new CompletenessChecker({ ...maxEnvironments !== undefined && { maxEnvironments }, onEvicted: (report) => this.count(report) });
  }

  /** Notes an event. @returns whether it is the first copy */
  read(envelope: Envelope): boolean {
    if (this.checker.add(envelope) === 'duplicate') {
      this.duplicates++;
      return false;
    }
    if (isType(envelope, 'platform.logsDropped') && isObject(envelope.record) && Number.isSafeInteger(envelope.record.droppedRecords)) {
      this.droppedByLambda += envelope.record.droppedRecords;
    }
    return true;
  }

  /** Returns the figures, after which no more events may follow. */
  end(): CompletenessFigures {
    for (const report of this.checker.reports()) this.count(report);
    const incomplete = this.worst();
    return {
      ...this.totals,
      dropped: [...this.dropped].map(([reason, counts]) => ({ reason, ...counts })).sort((a, b) => b.events - a.events),
      omitted: [...this.omitted.values()].sort((a, b) => b.count - a.count),
      duplicates: this.duplicates,
      incomplete,
      droppedByLambda: this.droppedByLambda,
    };
  }

  private count(report: EnvironmentReport): void {
    const { totals } = this;
    const { environment, source = '', received, gaps, dropped, droppedCount, unexplained = 0, ended } = report;
    const before = numbersBefore(report);
    const missing = report.missing - before;
    totals.environments++;
    if (ended) totals.ended++;
    if (before > 0) totals.begunBefore++;
    totals.missing += missing;
    if (missing > 0) totals.missingIn++;
    totals.droppedCount += droppedCount;
    totals.omittedCount += report.omittedCount;
    totals.omittedRequests += report.omittedRequests;
    for (const { reason, first, last } of dropped) {
      const key = this.dropped.has(reason) || this.dropped.size < MAX_REASONS ? reason : 'other reasons';
      const { ranges, events } = this.dropped.get(key) ?? { ranges: 0, events: 0 };
      this.dropped.set(key, { ranges: ranges + 1, events: events + last - first + 1 });
    }
    for (const rule of report.omitted) this.omit(rule);
    if (missing === 0 && droppedCount === 0 && unexplained === 0) return;
    const holes = before > 0 ? gaps.slice(1) : gaps;
    this.incomplete.push({ environment, source, received, missing, gaps: holes, dropped, droppedCount, unexplained, ended });
    if (this.incomplete.length >= 2 * MAX_INCOMPLETE) this.incomplete = this.worst();
  }

  private omit(rule: OmittedCount): void {
    const key = JSON.stringify([rule.reason, rule.rule]);
    const known = this.omitted.get(key);
    if (known) this.omitted.set(key, { ...known, count: known.count + rule.count, bytes: known.bytes + rule.bytes });
    else if (this.omitted.size < MAX_RULES) this.omitted.set(key, rule);
  }

  private worst(): IncompleteEnvironment[] {
    const sorted = this.incomplete.sort((a, b) => b.missing + b.droppedCount - a.missing - a.droppedCount);
    this.totals.moreIncomplete += Math.max(0, sorted.length - MAX_INCOMPLETE);
    return sorted.slice(0, MAX_INCOMPLETE);
  }
}
