import type { Invocation } from '../invocations/invocation';

/** How an invocation ended, as Lambda says. `unknown`: neither its report nor the end of its handler was read. */
export const OUTCOMES = ['success', 'error', 'timeout', 'failure', 'unknown'] as const;
export type Outcome = typeof OUTCOMES[number];

export type OutcomeCounts = Readonly<Record<Outcome, number>>;

export function noOutcomes(): Record<Outcome, number> {
  return { success: 0, error: 0, timeout: 0, failure: 0, unknown: 0 };
}

/** AWS may add a status: what is no success is a failure. */
export function outcomeOf({ status }: Pick<Invocation, 'status'>): Outcome {
  if (status === undefined) return 'unknown';
  return OUTCOMES.find((outcome) => outcome === status) ?? 'failure';
}

export function hasFailed(outcome: Outcome): boolean {
  return outcome !== 'success' && outcome !== 'unknown';
}

export function sumOf(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}
