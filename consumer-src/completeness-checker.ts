import type { Envelope } from './envelope';
import { isObject } from './json';
import { SequenceRanges } from './sequence-ranges';
import type { Arrival, DroppedRange, SequenceRange, SequenceRangesState } from './sequence-ranges';

/** Bounds of a checker's memory: about 60 bytes a range, 300 bytes an environment. */
export interface CheckerOptions {
  /**
   * So many environments are watched; past it the one that was silent for longest goes.
   * @default 10000
   */
  readonly maxEnvironments?: number;
  /**
   * So many ranges are kept of an environment; past it its lowest numbers are given up (see `EnvironmentReport.floor`).
   * An environment without a gap is one range.
   * @default 100
   */
  readonly maxRanges?: number;
  /** Gets what was known of an environment that goes because of `maxEnvironments`. */
  readonly onEvicted?: (report: EnvironmentReport) => void;
}

/** Whether an envelope had come before; `unknown` below the floor: to take it in is the safe thing. */
export type Novelty = Arrival;

/** What is known of an execution environment. */
export interface EnvironmentReport {
  readonly environment: string;
  /** ARN of the function, or the name of its log group where the stream does not say. Undefined before its first envelope. */
  readonly source: string | undefined;
  /** The highest sequence number that anything is known of. */
  readonly highest: number;
  /** Envelopes that came, each counted once. */
  readonly received: number;
  /** Times that an envelope came again. */
  readonly duplicates: number;
  /** Ranges that `telemetry.dropped` names, without what came all the same, above the floor. */
  readonly dropped: readonly DroppedRange[];
  /** Numbers in dropped ranges that did not come. */
  readonly droppedCount: number;
  /** Numbers up to the highest that neither came nor were dropped, above the floor. */
  readonly gaps: readonly SequenceRange[];
  /** How many numbers that is; an upper bound if there is a floor. */
  readonly missing: number;
  /** Whether `telemetry.summary`, the environment's last event, has come. */
  readonly ended: boolean;
  /** Whether everything has come or is said to be dropped, and nothing more will come: no number is missing, and it has ended. */
  readonly complete: boolean;
  /**
   * 0, unless `maxRanges` was exceeded: up to this number gaps are only counted (in `missing`), and what comes below it is
   * neither new nor a duplicate.
   */
  readonly floor: number;
}

/** A checker's state of one environment. */
export interface EnvironmentState extends SequenceRangesState {
  readonly environment: string;
  readonly source?: string;
  readonly received: number;
  readonly duplicates: number;
  readonly ended: boolean;
}

/** A checker's state as JSON, for the next process. */
export interface CheckerState {
  readonly version: 1;
  readonly evicted: number;
  /** The one that was silent for longest comes first. */
  readonly environments: readonly EnvironmentState[];
}

interface Watched {
  readonly environment: string;
  readonly ranges: SequenceRanges;
  source: string | undefined;
  received: number;
  duplicates: number;
  ended: boolean;
}

const DEFAULT_MAX_ENVIRONMENTS = 10_000;
const DEFAULT_MAX_RANGES = 100;

/** A reason is a word of ours: what is longer is none, and would take memory. */
const MAX_REASON_LENGTH = 64;

/**
 * Tells from (`environment`, `sequence`) alone which events are missing. Envelopes may come in any order, and more than once.
 *
 * It takes the numbers of an environment to begin with 1: one that was running when the checker began has a gap at its start.
 */
export class CompletenessChecker {
  /**
   * A checker that goes on where another was when it was turned into JSON.
   * @throws TypeError if it is no checker's state
   */
  static fromJSON(state: CheckerState, options: CheckerOptions = {}): CompletenessChecker {
    if (!isObject(state) || state.version !== 1 || !Array.isArray(state.environments)) {
      throw new TypeError(`A checker's state must have version 1 and environments, got ${JSON.stringify(state)?.slice(0, 100)}`);
    }
    const checker = new CompletenessChecker(options);
    checker.evictedCount = state.evicted;
    for (const { environment, source, received, duplicates, ended, ...ranges } of state.environments as readonly EnvironmentState[]) {
      checker.keep({ environment, source, received, duplicates, ended, ranges: new SequenceRanges(checker.maxRanges, ranges) });
    }
    return checker;
  }

  private readonly maxEnvironments: number;
  private readonly maxRanges: number;
  private readonly onEvicted: (report: EnvironmentReport) => void;
  /** The one that was silent for longest comes first. */
  private readonly watched = new Map<string, Watched>();
  private latest?: Watched;
  private evictedCount = 0;

  /** @throws RangeError if a bound is not a whole number from 1 (`maxRanges`: from 2) */
  constructor({ maxEnvironments = DEFAULT_MAX_ENVIRONMENTS, maxRanges = DEFAULT_MAX_RANGES, onEvicted = () => undefined }: CheckerOptions = {}) {
    this.maxEnvironments = atLeast(1, 'maxEnvironments', maxEnvironments);
    this.maxRanges = atLeast(2, 'maxRanges', maxRanges);
    this.onEvicted = onEvicted;
  }

  /** Environments that went because of `maxEnvironments`. */
  get evicted(): number {
    return this.evictedCount;
  }

  /** Environments that are watched. */
  get size(): number {
    return this.watched.size;
  }

  /** Takes an envelope in, and says whether it had come before. */
  add(envelope: Envelope): Novelty {
    const { environment, sequence, type, source, logGroup } = envelope;
    const watched = this.touch(environment);
    watched.source ??= source ?? logGroup;
    if (type === 'telemetry.summary') watched.ended = true;
    const novelty = watched.ranges.receive(sequence);
    if (novelty === 'new') watched.received++;
    if (novelty === 'duplicate') watched.duplicates++;
    if (type === 'telemetry.dropped') this.drop(environment, envelope.record);
    return novelty;
  }

  /** What is known of an environment; undefined if it is not watched. */
  report(environment: string): EnvironmentReport | undefined {
    const watched = this.watched.get(environment);
    return watched && reportOf(watched);
  }

  /** What is known of all environments that are watched; the one that was silent for longest comes first. */
  * reports(): Generator<EnvironmentReport, void, undefined> {
    for (const watched of this.watched.values()) yield reportOf(watched);
  }

  /** Watches an environment no longer, as when it is complete. Should it speak again, all that it said before would be missing. */
  forget(environment: string): boolean {
    if (this.latest?.environment === environment) this.latest = undefined;
    return this.watched.delete(environment);
  }

  toJSON(): CheckerState {
    const environments = [...this.watched.values()].map(({ ranges, ...rest }) => ({ ...rest, ...ranges.toJSON() }));
    return { version: 1, evicted: this.evictedCount, environments };
  }

  private drop(environment: string, record: unknown): void {
    if (!isObject(record)) return;
    const { firstSequence: first, lastSequence: last, reason, environment: other } = record;
    if (!isSequence(first) || !isSequence(last) || first > last) return;
    const { ranges } = this.touch(typeof other === 'string' ? other : environment);
    ranges.drop({ first, last, reason: String(reason).slice(0, MAX_REASON_LENGTH) });
  }

  private touch(environment: string): Watched {
    if (this.latest?.environment === environment) return this.latest;
    const watched = this.watched.get(environment)
      ?? { environment, ranges: new SequenceRanges(this.maxRanges), source: undefined, received: 0, duplicates: 0, ended: false };
    this.keep(watched);
    return watched;
  }

  private keep(watched: Watched): void {
    this.watched.delete(watched.environment);
    this.watched.set(watched.environment, watched);
    this.latest = watched;
    if (this.watched.size > this.maxEnvironments) this.evictOldest();
  }

  private evictOldest(): void {
    for (const oldest of this.watched.values()) {
      this.watched.delete(oldest.environment);
      this.evictedCount++;
      this.onEvicted(reportOf(oldest));
      return;
    }
  }
}

function reportOf({ environment, ranges, source, received, duplicates, ended }: Watched): EnvironmentReport {
  const { highest, dropped, droppedCount, gaps, missingCount: missing, floor } = ranges;
  return { environment, source, highest, received, duplicates, dropped, droppedCount, gaps, missing, ended, complete: ended && missing === 0, floor };
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function atLeast(minimum: number, name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < minimum) throw new RangeError(`${name} must be a whole number from ${minimum}, got ${value}`);
  return value;
}
