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
