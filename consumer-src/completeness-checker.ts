import type { Envelope } from './envelope';
import { isObject } from './json';
import { OmittedCounts } from './omitted-counts';
import type { OmittedCount, OmittedCountsState } from './omitted-counts';
import { SequenceRanges } from './sequence-ranges';
import type { Arrival, DroppedRange, SequenceRange, SequenceRangesState } from './sequence-ranges';
import { unexplainedBy } from './summary-balance';

/** Limits of a checker's memory. A range takes about 60 bytes, an environment about 300 bytes. */
export interface CheckerOptions {
  /**
   * The maximum number of tracked environments. Past it, the checker evicts the least recently seen one: of a source that has more
   * than half of the environments, if there is one, so that it cannot displace all others.
   * @default 10000
   */
  readonly maxEnvironments?: number;
  /**
   * The maximum number of ranges per environment. Past it, the checker gives up the lowest numbers (see
   * `EnvironmentReport.floor`). An environment without a gap is one range.
   * @default 100
   */
  readonly maxRanges?: number;
  /** Receives the report of an environment that is evicted because of `maxEnvironments`. */
  readonly onEvicted?: (report: EnvironmentReport) => void;
}

/** Whether an envelope is new or a duplicate. `unknown` below the floor, where processing it is the safe choice. */
export type Novelty = Arrival;

/** The state of one execution environment. */
export interface EnvironmentReport {
  readonly environment: string;
  /** ARN of the function, or the name of its log group if the format has no ARN. Undefined if its first envelope has neither. */
  readonly source: string | undefined;
  /** The highest sequence number that was received or reported as dropped. */
  readonly highest: number;
  /** The number of envelopes received, each counted once. */
  readonly received: number;
  /** The number of envelopes received again. */
  readonly duplicates: number;
  /**
   * Ranges above the floor that `telemetry.dropped` reports, without numbers that were received. The checker ignores a report whose
   * range does not end before its own number, and one about another environment that is not tracked, or is of another source.
   */
  readonly dropped: readonly DroppedRange[];
  /** The number of dropped events that were not received. */
  readonly droppedCount: number;
  /**
   * What `telemetry.omitted` reports: events that a filter or sampling left out on purpose, by rule. They have no sequence numbers, so
   * they are neither missing nor dropped. A report below the floor is not counted, because it may be a duplicate.
   */
  readonly omitted: readonly OmittedCount[];
  /** The number of omitted events. */
  readonly omittedCount: number;
  /** The number of requests of which all events were omitted. */
  readonly omittedRequests: number;
  /** Ranges between the floor and the highest number that were neither received nor dropped. */
  readonly gaps: readonly SequenceRange[];
  /** The number of events in gaps. An upper bound if there is a floor. */
  readonly missing: number;
  /** Whether `telemetry.summary`, the last event of the environment, was received. */
  readonly ended: boolean;
  /**
   * How many events `telemetry.summary` does not explain: what the extension received and created, without what it delivered, dropped,
   * omitted, and could not deliver. Always 0, unless the extension has an error. Undefined before the summary, and for older versions.
   */
  readonly unexplained: number | undefined;
  /** Whether the environment has ended, each of its events was received or reported as dropped, and none is unexplained. */
  readonly complete: boolean;
  /**
   * 0 unless `maxRanges` was exceeded. Up to this number gaps are only counted (in `missing`), and an envelope is neither new nor
   * a duplicate.
   */
  readonly floor: number;
}

/** The state of one environment in a checker's JSON. */
export interface EnvironmentState extends SequenceRangesState {
  readonly environment: string;
  readonly source?: string;
  readonly received: number;
  readonly duplicates: number;
  readonly ended: boolean;
  readonly omitted?: OmittedCountsState;
  readonly unexplained?: number;
}

/** The state of a checker as JSON, from which another process can continue. */
export interface CheckerState {
  readonly version: 1;
  readonly evicted: number;
  /** Least recently seen first. */
  readonly environments: readonly EnvironmentState[];
}

interface Watched {
  readonly environment: string;
  readonly ranges: SequenceRanges;
  readonly source: string | undefined;
  received: number;
  duplicates: number;
  ended: boolean;
  readonly omitted: OmittedCounts;
  unexplained?: number;
}

const DEFAULT_MAX_ENVIRONMENTS = 10_000;
const DEFAULT_MAX_RANGES = 100;

/** The extension's reasons are shorter. A longer text is truncated to save memory. */
const MAX_REASON_LENGTH = 64;

/** What a snapshot's environment can have dropped before its copies were restored. They report it, each under its own id. */
const MAX_DROPPED_ELSEWHERE = 1_000_000;

/**
 * Detects missing events by (`environment`, `sequence`) alone. Envelopes may arrive in any order, and more than once.
 *
 * The sequence numbers of an environment start at 1. An environment that was running before the checker started has a gap at its
 * start.
 */
export class CompletenessChecker {
  /**
   * Creates a checker that continues from the state of another.
   * @throws TypeError if the value is not the state of a checker
   */
  static fromJSON(state: CheckerState, options: CheckerOptions = {}): CompletenessChecker {
    if (!isObject(state) || state.version !== 1 || !Array.isArray(state.environments)) {
      throw new TypeError(`A checker's state must have version 1 and environments, got ${JSON.stringify(state)?.slice(0, 100)}`);
    }
    const checker = new CompletenessChecker(options);
    checker.evictedCount = state.evicted;
    for (const { omitted, environment, source, received, duplicates, ended, unexplained, ...ranges } of state.environments as EnvironmentState[]) {
      checker.keep({
        environment, source, received, duplicates, ended, unexplained,
        omitted: new OmittedCounts(omitted), ranges: new SequenceRanges(checker.maxRanges, ranges),
      });
    }
    return checker;
  }

  private readonly maxEnvironments: number;
  private readonly maxRanges: number;
  private readonly onEvicted: (report: EnvironmentReport) => void;
  /** Least recently seen first. */
  private readonly watched = new Map<string, Watched>();
  /** The number of tracked environments by source. */
  private readonly sizes = new Map<string | undefined, number>();
  /** The source that was the last to have more than half of the environments. */
  private largest?: string;
  private latest?: Watched;
  private evictedCount = 0;

  /** @throws RangeError if `maxEnvironments` is not an integer of at least 1, or `maxRanges` not one of at least 2 */
  constructor({ maxEnvironments = DEFAULT_MAX_ENVIRONMENTS, maxRanges = DEFAULT_MAX_RANGES, onEvicted = () => undefined }: CheckerOptions = {}) {
    this.maxEnvironments = atLeast(1, 'maxEnvironments', maxEnvironments);
    this.maxRanges = atLeast(2, 'maxRanges', maxRanges);
    this.onEvicted = onEvicted;
  }

  /** The number of environments that were evicted because of `maxEnvironments`. */
  get evicted(): number {
    return this.evictedCount;
  }

  /** The number of tracked environments. */
  get size(): number {
    return this.watched.size;
  }

  /** Adds an envelope and returns whether it is new. */
  add(envelope: Envelope): Novelty {
    const { environment, sequence, source, logGroup } = envelope;
    const watched = this.touch(environment, source ?? logGroup);
    // The extension's own events are never malformed.
    const type = envelope.malformed ? undefined : envelope.type;
    if (type === 'telemetry.summary') {
      watched.ended = true;
      watched.unexplained = unexplainedBy(envelope.record);
    }
    const novelty = watched.ranges.receive(sequence);
    if (novelty === 'new') watched.received++;
    if (novelty === 'duplicate') watched.duplicates++;
    if (type === 'telemetry.dropped') this.drop(watched, sequence, envelope.record);
    if (type === 'telemetry.omitted' && novelty === 'new') watched.omitted.add(envelope.record);
    return novelty;
  }

  /** Returns the report of an environment, or undefined if it is not tracked. */
  report(environment: string): EnvironmentReport | undefined {
    const watched = this.watched.get(environment);
    return watched && reportOf(watched);
  }

  /** Returns the reports of all tracked environments, least recently seen first. */
  * reports(): Generator<EnvironmentReport, void, undefined> {
    for (const watched of this.watched.values()) yield reportOf(watched);
  }

  /**
   * Stops tracking an environment, for example when it is complete. If it sends another envelope, its earlier events count as
   * missing.
   *
   * @returns whether the environment was tracked
   */
  forget(environment: string): boolean {
    const watched = this.watched.get(environment);
    if (watched) this.remove(watched);
    return watched !== undefined;
  }

  /** Returns the state, with which {@link CompletenessChecker.fromJSON} continues. */
  toJSON(): CheckerState {
    const environments = [...this.watched.values()]
      .map(({ ranges, omitted, ...rest }) => ({ ...rest, omitted: omitted.toJSON(), ...ranges.toJSON() }));
    return { version: 1, evicted: this.evictedCount, environments };
  }

  /**
   * Adds a dropped range, if the report can be true: the range ends before the report's own number. A report thus never hides a gap
   * that comes later. It may also name a tracked environment of the same source, and never changes what is known of another function.
   */
  private drop(reporter: Watched, sequence: number, record: unknown): void {
    if (!isObject(record)) return;
    const { firstSequence: first, lastSequence: last, reason, environment = reporter.environment } = record;
    if (!isSequence(first) || !isSequence(last) || first > last) return;
    const range = { first, last, reason: String(reason).slice(0, MAX_REASON_LENGTH) };
    if (environment === reporter.environment) {
      if (last < sequence) reporter.ranges.drop(range);
      return;
    }
    const other = this.watched.get(String(environment));
    if (other !== undefined && other.source === reporter.source && last - first < MAX_DROPPED_ELSEWHERE) other.ranges.drop(range);
  }

  private touch(environment: string, source: string | undefined): Watched {
    if (this.latest?.environment === environment) return this.latest;
    const watched = this.watched.get(environment) ?? {
      environment, ranges: new SequenceRanges(this.maxRanges), omitted: new OmittedCounts(), source, received: 0, duplicates: 0, ended: false,
    };
    this.keep(watched);
    return watched;
  }

  private keep(watched: Watched): void {
    const { environment, source } = watched;
    if (!this.watched.delete(environment)) {
      const size = this.sizeOf(source) + 1;
      this.sizes.set(source, size);
      if (size > this.maxEnvironments / 2) this.largest = source;
    }
    this.watched.set(environment, watched);
    this.latest = watched;
    if (this.watched.size > this.maxEnvironments) this.evict(watched);
  }

  private sizeOf(source: string | undefined): number {
    return this.sizes.get(source) ?? 0;
  }

  private remove({ environment, source }: Watched): void {
    this.watched.delete(environment);
    const left = this.sizeOf(source) - 1;
    if (left > 0) this.sizes.set(source, left);
    else this.sizes.delete(source);
    if (this.latest?.environment === environment) this.latest = undefined;
  }

  private evict(newcomer: Watched): void {
    const isLarge = this.sizeOf(this.largest) > this.maxEnvironments / 2;
    const victim = (isLarge ? this.oldest(({ source }) => source === this.largest, newcomer) : undefined) ?? this.oldest(() => true, newcomer);
    if (victim === undefined) return;
    this.remove(victim);
    this.evictedCount++;
    this.onEvicted(reportOf(victim));
  }

  private oldest(isEligible: (watched: Watched) => boolean, newcomer: Watched): Watched | undefined {
    for (const watched of this.watched.values()) if (watched !== newcomer && isEligible(watched)) return watched;
    return undefined;
  }
}

function reportOf({ environment, ranges, source, received, duplicates, ended, omitted, unexplained }: Watched): EnvironmentReport {
  const { highest, dropped, droppedCount, gaps, missingCount: missing, floor } = ranges;
  return {
    environment, source, highest, received, duplicates, dropped, droppedCount,
    omitted: omitted.byRule, omittedCount: omitted.count, omittedRequests: omitted.requests,
    gaps, missing, ended, unexplained, complete: ended && missing === 0 && (unexplained ?? 0) === 0, floor,
  };
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function atLeast(minimum: number, name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < minimum) throw new RangeError(`${name} must be an integer of at least ${minimum}, got ${value}`);
  return value;
}
