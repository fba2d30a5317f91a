import { ColdStartComparison } from './cold-start';
import { Verdict } from './completeness';
import { DeployedFunction } from './deployment';
import { Envelope } from './envelope';
import { EnvironmentRun } from './traffic';

/** Everything that the demo found out. */
export interface DemoResult {
  readonly functions: readonly DeployedFunction[];
  readonly runs: readonly EnvironmentRun[];
  readonly envelopes: readonly Envelope[];
  readonly verdict: Verdict;
  /** Calls that Kinesis would have refused, one sentence each. */
  readonly violations: readonly string[];
  /** Kinesis records in the stream, and what a provisioned stream bills for them. */
  readonly records: number;
  readonly putUnits: number;
  readonly bytes: number;
  readonly coldStarts: ReadonlyMap<DeployedFunction['runtime'], ColdStartComparison>;
  /** What took the demo's own time, in milliseconds. */
  readonly phases: ReadonlyMap<string, number>;
}

/** Events that should be in the stream. What an extension logs as its last act cannot come back to it. */
export function emittedEvents(result: DemoResult): number {
  return result.runs.reduce((sum, run) => sum + run.emitted.length, 0) - lastWords(result).length;
}

/** Events that are not in the stream, whether they reached the extension or not. */
export function missingEvents(result: DemoResult): number {
  return result.verdict.missing + undelivered(result).length - lastWords(result).length;
}

/** Events that Lambda could not deliver to the extension. */
export function undelivered(result: DemoResult): EnvironmentRun['undelivered'] {
  return result.runs.flatMap((run) => run.undelivered);
}

function lastWords(result: DemoResult): EnvironmentRun['undelivered'] {
  return undelivered(result).filter(({ event }) => event.category === 'extension');
}

/** Nothing is missing, nothing contradicts itself, no limit was broken. */
export function isComplete(result: DemoResult): boolean {
  return missingEvents(result) === 0 && result.verdict.problems.length === 0 && result.violations.length === 0;
}
