import { Completeness } from './completeness';
import type { CompletenessFigures } from './completeness';
import { Failures } from './failures';
import type { FailureKinds } from './failures';
import { Functions } from './functions';
import type { FunctionFigures } from './functions';
import { Extremes } from './kept';
import type { KeptInvocation } from './kept';
import { noOutcomes, outcomeOf } from './outcome';
import type { OutcomeCounts } from './outcome';
import { OverTime } from './over-time';
import { startOf } from './phases';
import type { Init } from './phases';
import { recognized } from './recognize';
import { Traces } from './trace';
import type { Trace } from './trace';
import { isType } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { isObject } from '../object';

/** The span of time of which the figures are, in milliseconds since the epoch. Both ends belong to it. */
export interface Span {
  readonly since?: number;
  readonly until?: number;
}

/** All that is told about a span of telemetry. The memory that it takes is bounded, however many events there are. */
export interface Figures {
  /** Events of the span, each counted once. */
  readonly events: number;
  /** Events that were read and are not of the span. */
  readonly outside: number;
  readonly byType: ReadonlyArray<{ readonly type: string; readonly events: number }>;
  /** Times of the first and the last event. Milliseconds since the epoch; undefined without events. */
  readonly first?: number;
  readonly last?: number;
  readonly invocations: OutcomeCounts;
  /** Invocations of which only log lines were read: their start and end are outside of what was read. */
  readonly fragments: number;
  /** Invocations that sampling has kept, each for many. */
  readonly sampled: number;
  readonly overTime: OverTime;
  readonly functions: readonly FunctionFigures[];
  readonly failures: FailureKinds;
  /** Invocations that did not fail, to look at. */
  readonly others: readonly KeptInvocation[];
  readonly completeness: CompletenessFigures;
}

const MAX_TYPES = 50;
const MAX_ENVIRONMENTS = 10_000;

/** Makes figures of events that arrive in any order, and more than once. */
export class FiguresOf {
  private readonly completeness = new Completeness();
  private readonly functions = new Functions();
  private readonly failures = new Failures();
  private readonly extremes = new Extremes();
  private readonly overTime = new OverTime();
  private readonly traces = new Traces({ onTrace: (trace) => this.invocation(trace) });
  private readonly inits = new Map<string, Init>();
  private readonly byType = new Map<string, number>();
  private readonly counts = { events: 0, outside: 0, fragments: 0, sampled: 0 };
  private readonly invocations = noOutcomes();
  private first = Infinity;
  private last = -Infinity;

  constructor(private readonly span: Span = {}) {}

  add(read: Envelope): void {
    // Also of events outside of the span: its ends cut through environments.
    if (!this.completeness.read(read)) return;
    const time = Date.parse(read.time);
    const { since = -Infinity, until = Infinity } = this.span;
    if (time < since || time > until) {
      this.counts.outside++;
      return;
    }
    const envelope = recognized(read);
    this.counts.events++;
    if (!Number.isNaN(time)) {
      this.first = Math.min(this.first, time);
      this.last = Math.max(this.last, time);
    }
    const type = this.byType.has(envelope.type) || this.byType.size < MAX_TYPES ? envelope.type : 'other types';
    this.byType.set(type, (this.byType.get(type) ?? 0) + 1);
    this.init(envelope, time);
    this.functions.event(envelope);
    this.traces.add(envelope);
  }

  /** Returns the figures, after which no more events may follow. */
  end(): Figures {
    this.traces.end();
    return {
      ...this.counts,
      byType: [...this.byType].map(([type, events]) => ({ type, events })).sort((a, b) => b.events - a.events),
      ...Number.isFinite(this.first) && { first: this.first, last: this.last },
      invocations: this.invocations,
      overTime: this.overTime,
      functions: this.functions.all(),
      failures: this.failures.all(),
      others: this.extremes.all(),
      completeness: this.completeness.end(),
    };
  }

  private invocation(trace: Trace): void {
    const { invocation, isSampled } = trace;
    if (invocation.start === undefined && invocation.status === undefined && invocation.durationMs === undefined) {
      this.counts.fragments++;
      return;
    }
    if (isSampled) this.counts.sampled++;
    const outcome = outcomeOf(invocation);
    const start = startOf(trace);
    const init = this.inits.get(invocation.environment);
    this.invocations[outcome]++;
    if (!Number.isNaN(start)) this.overTime.add(start, outcome);
    this.functions.invocation(trace);
    this.failures.add(trace, init);
    this.extremes.add(trace, init);
  }

  /** Of the environments that were begun last. */
  private init(envelope: Envelope, time: number): void {
    const { environment, record } = envelope;
    if (isType(envelope, 'platform.initStart')) {
      this.inits.delete(environment);
      this.inits.set(environment, { startedAt: time, isInInvocation: isObject(record) && record.phase === 'invoke' });
      if (this.inits.size > MAX_ENVIRONMENTS) this.inits.delete(this.inits.keys().next().value!);
    } else if (isType(envelope, 'platform.initReport')) {
      const init = this.inits.get(environment);
      const metrics = isObject(record) && isObject(record.metrics) ? record.metrics : {};
      if (init && typeof metrics.durationMs === 'number') this.inits.set(environment, { ...init, durationMs: metrics.durationMs });
    }
  }
}
