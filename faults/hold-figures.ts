/** How long the extension held invocations, in milliseconds. */
export interface HoldFigures {
  readonly meanMs: number;
  readonly maxMs: number;
  /** The median from the second invocation on: the first one may discover that Kinesis fails. */
  readonly laterMs: number;
}

export function holdFigures(holds: readonly number[]): HoldFigures {
  const later = [...holds.slice(1)].sort((a, b) => a - b);
  return {
    meanMs: round(holds.reduce((sum, hold) => sum + hold, 0) / Math.max(1, holds.length)),
    maxMs: round(Math.max(0, ...holds)),
    laterMs: round(later[Math.floor(later.length / 2)] ?? 0),
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

/** How many invocations the extension held while Kinesis failed. */
export interface HeldInvocations {
  /** for a flush, until its timeout */
  readonly flushes: number;
  /** for a probe, which takes at least 100 ms and at most a quarter of the flush timeout */
  readonly probes: number;
}

/** No probe ends earlier, unless Kinesis responds. An invocation that is not held takes less, also on a busy machine. */
const PROBE_MS = 75;

export function heldInvocations(holds: readonly number[], flushTimeoutMs: number): HeldInvocations {
  const flushes = holds.filter((hold) => hold >= flushTimeoutMs / 2).length;
  return { flushes, probes: holds.filter((hold) => hold >= PROBE_MS).length - flushes };
}
