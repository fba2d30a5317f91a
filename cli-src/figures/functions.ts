import { Distribution } from './distribution';
import { noOutcomes, outcomeOf } from './outcome';
import type { OutcomeCounts } from './outcome';
import { holdMsOf } from './phases';
import type { Trace } from './trace';
import { isType } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { isObject } from '../object';
import { functionNameOf } from '../selection/function-name';
import { levelOf } from '../selection/level';

/** The figures of one function. Durations in milliseconds, memory in MB. */
export interface FunctionFigures {
  readonly name: string;
  readonly events: number;
  /** Log lines of level error or fatal, of all its invocations. */
  readonly errorLines: number;
  readonly outcomes: OutcomeCounts;
  /** Of whole invocations, with the time that extensions held them. */
  readonly durations: Distribution;
  readonly holds: Distribution;
  readonly memory: Distribution;
  /** The largest that was seen: it may have been changed. */
  readonly memorySizeMB: number;
  readonly billedMs: number;
  /** Init phases for which an invocation waited, and restores from a snapshot. */
  readonly inits: Distribution;
  /** Init phases that failed. */
  readonly failedInits: number;
}

/** With more functions, the figures of the others are added up. */
const MAX_FUNCTIONS = 1_000;
const OTHERS = 'other functions';

type Figures = { -readonly [Name in keyof FunctionFigures]: FunctionFigures[Name] };

/** Adds up figures by function. */
export class Functions {
  private readonly byName = new Map<string, Figures>();

  /** Notes an event. */
  event(envelope: Envelope): void {
    const figures = this.of(functionNameOf(envelope));
    figures.events++;
    const level = envelope.type === 'function' ? levelOf(envelope) : undefined;
    if (level === 'error' || level === 'fatal') figures.errorLines++;
    if (!isType(envelope, 'platform.initReport') || !isObject(envelope.record)) return;
    const { status, phase, metrics } = envelope.record;
    if (typeof status === 'string' && status !== 'success') figures.failedInits++;
    // After a failure, the init phase is a part of the next invocation, whose report does not name it.
    if (phase === 'invoke') add(figures.inits, isObject(metrics) ? metrics.durationMs : undefined);
  }

  /** Notes an invocation with all of its events. */
  invocation(trace: Trace): void {
    const { invocation } = trace;
    const figures = this.of(invocation.function);
    figures.outcomes = { ...figures.outcomes, [outcomeOf(invocation)]: figures.outcomes[outcomeOf(invocation)] + 1 };
    add(figures.durations, invocation.durationMs);
    add(figures.holds, holdMsOf(trace));
    add(figures.memory, invocation.maxMemoryUsedMB);
    add(figures.inits, invocation.initDurationMs ?? invocation.restoreDurationMs);
    figures.memorySizeMB = Math.max(figures.memorySizeMB, invocation.memorySizeMB ?? 0);
    figures.billedMs += invocation.billedDurationMs ?? 0;
  }

  /** Returns the figures of all functions, those with the most invocations first. */
  all(): FunctionFigures[] {
    return [...this.byName.values()].sort((a, b) => b.durations.count - a.durations.count || b.events - a.events || (a.name < b.name ? -1 : 1));
  }

  private of(name: string): Figures {
    const key = this.byName.has(name) || this.byName.size < MAX_FUNCTIONS ? name : OTHERS;
    const known = this.byName.get(key);
    if (known) return known;
    const figures = {
      name: key, events: 0, errorLines: 0, outcomes: noOutcomes(), durations: new Distribution(), holds: new Distribution(),
      memory: new Distribution(),
      memorySizeMB: 0, billedMs: 0, inits: new Distribution(), failedInits: 0,
    };
    this.byName.set(key, figures);
    return figures;
  }
}

function add(distribution: Distribution, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) distribution.add(value);
}
