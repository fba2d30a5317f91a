import type { Trace } from './trace';
import { isType } from '../../consumer-src';
import type { Envelope, PlatformSpan } from '../../consumer-src';
import { isObject } from '../object';

/** A part of an invocation. Milliseconds; `startMs` from the start of the invocation, so that of the init phase is negative. */
export interface Phase {
  readonly name: 'init' | 'restore' | 'handler' | 'hold';
  readonly startMs: number;
  readonly durationMs: number;
}

/** The last init phase of an environment. */
export interface Init {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Undefined until its report is read. */
  readonly durationMs?: number;
  /** Whether it was a part of an invocation, as after a failure. */
  readonly isInInvocation: boolean;
}

/** An init phase that ended longer ago, such as one of provisioned concurrency, is not shown before its invocation. */
const MAX_BEFORE_MS = 60_000;

/** Returns the time that an invocation's events are told from: that of its start, or of its first event. Milliseconds since the epoch; NaN if no event has one. */
export function startOf({ invocation, events }: Pick<Trace, 'invocation' | 'events'>): number {
  if (invocation.start !== undefined) return Date.parse(invocation.start);
  const times = events.map(({ time }) => Date.parse(time)).filter((time) => !Number.isNaN(time));
  return times.length === 0 ? NaN : times.reduce((a, b) => Math.min(a, b));
}

/** Returns the parts of an invocation in the order of time: those that its events tell of. */
export function phasesOf(trace: Trace, init: Init | undefined): Phase[] {
  const { initDurationMs, restoreDurationMs } = trace.invocation;
  const start = startOf(trace);
  const handlerMs = handlerOf(trace.events);
  const [ownInit] = inside(trace, start, init);
  const handlerStart = ownInit === undefined ? 0 : ownInit.startMs + ownInit.durationMs;
  return [
    ...ownInit === undefined ? [] : [ownInit],
    ...before('init', initDurationMs, start, init),
    ...before('restore', restoreDurationMs, start, undefined),
    ...handlerMs === undefined ? [] : [{ name: 'handler' as const, startMs: handlerStart, durationMs: Math.max(0, handlerMs - handlerStart) }],
    ...holdOf(trace, start, handlerMs),
  ];
}

/** Returns how long extensions kept the invocation open, in milliseconds, or undefined if its report does not tell. */
export function holdMsOf({ events }: Pick<Trace, 'events'>): number | undefined {
  return overheadOf(events)?.durationMs;
}

function before(name: 'init' | 'restore', durationMs: number | undefined, start: number, init: Init | undefined): Phase[] {
  if (durationMs === undefined) return [];
  const since = init === undefined ? NaN : start - init.startedAt;
  return [{ name, startMs: since >= durationMs && since <= MAX_BEFORE_MS + durationMs ? -since : -durationMs, durationMs }];
}

/** An init phase that was a part of the invocation. The handler ran after it. */
function inside({ invocation: { durationMs = 0 } }: Trace, start: number, init: Init | undefined): Phase[] {
  if (!init?.isInInvocation || init.durationMs === undefined) return [];
  const startMs = init.startedAt - start;
  return startMs >= 0 && startMs < durationMs ? [{ name: 'init', startMs, durationMs: init.durationMs }] : [];
}

function handlerOf(events: readonly Envelope[]): number | undefined {
  const done = events.find((event) => isType(event, 'platform.runtimeDone'));
  const metrics = isObject(done?.record) ? done.record.metrics : undefined;
  return isObject(metrics) ? measure(metrics.durationMs) : undefined;
}

function holdOf({ events, invocation }: Trace, start: number, handlerMs: number | undefined): Phase[] {
  const overhead = overheadOf(events);
  if (overhead) {
    const at = Date.parse(overhead.start) - start;
    return [{ name: 'hold', startMs: at >= 0 ? at : handlerMs ?? 0, durationMs: overhead.durationMs }];
  }
  const { durationMs } = invocation;
  if (durationMs === undefined || handlerMs === undefined || durationMs <= handlerMs) return [];
  return [{ name: 'hold', startMs: handlerMs, durationMs: durationMs - handlerMs }];
}

function overheadOf(events: readonly Envelope[]): PlatformSpan | undefined {
  const report = events.find((event) => isType(event, 'platform.report'));
  const spans: unknown = isObject(report?.record) ? report.record.spans : undefined;
  const span: unknown = Array.isArray(spans) ? spans.find((one) => isObject(one) && one.name === 'extensionOverhead') : undefined;
  return isObject(span) && typeof span.start === 'string' && measure(span.durationMs) !== undefined ? span as unknown as PlatformSpan : undefined;
}

function measure(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
