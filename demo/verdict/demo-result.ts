import { Verdict } from './completeness';
import { ConsumerVerdict } from './consumer-verdict';
import { StreamEnvelope } from '../../faults/oracle/envelope';
import { DeployedFunction } from '../template/deployment';
import { ColdStartComparison } from '../traffic/cold-start';
import { EnvironmentRun } from '../traffic/traffic';

/** Everything that the demo found out. */
export interface DemoResult {
  readonly functions: readonly DeployedFunction[];
  readonly runs: readonly EnvironmentRun[];
  readonly envelopes: readonly StreamEnvelope[];
  readonly verdict: Verdict;
  /** What the functions saw that the stream calls. */
  readonly consumers: readonly ConsumerVerdict[];
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

/** Nothing is missing, nothing contradicts itself, no limit was broken, and whoever read the stream saw all of it. */
export function isComplete(result: DemoResult): boolean {
  return missingEvents(result) === 0 && problemsOf(result).length === 0;
}

/** All that should not be, one sentence each. */
export function problemsOf({ verdict, violations, consumers }: DemoResult): string[] {
  return [...verdict.problems, ...violations, ...consumers.flatMap(({ problems }) => problems)];
}
