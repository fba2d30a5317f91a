import { logLinesOf } from './lines';
import type { LogLines } from './lines';
import { hasFailed, outcomeOf } from './outcome';
import type { Outcome } from './outcome';
import { phasesOf, startOf } from './phases';
import type { Init, Phase } from './phases';
import type { Trace } from './trace';
import type { Invocation } from '../invocations/invocation';

/** An invocation as the page shows it. */
export interface KeptInvocation {
  readonly invocation: Invocation;
  readonly outcome: Outcome;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly phases: readonly Phase[];
  readonly logs: LogLines;
  /** Why it was kept. */
  readonly reason: Reason;
}

/** `failed`: an example of its kind of failure. */
export type Reason = 'failed' | 'slow' | 'cold';

const MOST: Readonly<Record<Exclude<Reason, 'failed'>, number>> = { slow: 10, cold: 5 };

/** Returns what the page needs of an invocation. */
export function kept(trace: Trace, init: Init | undefined, reason: Reason): KeptInvocation {
  return {
    invocation: trace.invocation, outcome: outcomeOf(trace.invocation), start: startOf(trace), phases: phasesOf(trace, init),
    logs: logLinesOf(trace), reason,
  };
}

/** Keeps the invocations with the longest durations, and those with the longest init phases. */
export class Extremes {
  private readonly lists: Record<keyof typeof MOST, { readonly score: number; readonly invocation: KeptInvocation }[]> = { slow: [], cold: [] };

  add(trace: Trace, init: Init | undefined): void {
    const { durationMs, initDurationMs, restoreDurationMs } = trace.invocation;
    this.offer('slow', durationMs, trace, init);
    this.offer('cold', initDurationMs ?? restoreDurationMs, trace, init);
  }

  /** Returns each once, those with the longest durations first. */
  all(): KeptInvocation[] {
    const found = new Map<string, KeptInvocation>();
    for (const { invocation } of [...this.lists.slow, ...this.lists.cold]) {
      if (!found.has(invocation.invocation.requestId)) found.set(invocation.invocation.requestId, invocation);
    }
    return [...found.values()];
  }

  private offer(reason: keyof typeof MOST, score: number | undefined, trace: Trace, init: Init | undefined): void {
    const list = this.lists[reason];
    // Failed ones are shown as failures.
    if (score === undefined || !Number.isFinite(score) || hasFailed(outcomeOf(trace.invocation))) return;
    if (list.length >= MOST[reason] && list[list.length - 1].score >= score) return;
    list.push({ score, invocation: kept(trace, init, reason) });
    list.sort((a, b) => b.score - a.score);
    list.length = Math.min(list.length, MOST[reason]);
  }
}
