import { Verdict } from './completeness';
import { ConsumerVerdict } from './consumer-verdict';
import { StreamEnvelope } from '../../faults/oracle/envelope';
import type { NodeRuntime } from '../../simulator';
import type { StreamRecord } from '../../simulator/kinesis';
import { DeployedFunction } from '../template/deployment';
import { ColdStartComparison } from '../traffic/cold-start';
import { EnvironmentRun } from '../traffic/traffic';

/** The Kinesis that the demo has started. */
export interface DemoKinesis {
  readonly endpoint: string;
  /** The name of the stream with the telemetry. */
  readonly stream: string;
  readonly region: string;
  readonly accountId: string;
}

/** The results of the demo. */
export interface DemoResult {
  readonly kinesis: DemoKinesis;
  readonly functions: readonly DeployedFunction[];
  readonly runs: readonly EnvironmentRun[];
  readonly envelopes: readonly StreamEnvelope[];
  readonly verdict: Verdict;
  readonly consumers: readonly ConsumerVerdict[];
  /** One sentence for each call that Kinesis would have rejected. */
  readonly violations: readonly string[];
  /** The stream, shard by shard. */
  readonly stream: readonly StreamRecord[];
  /** The number of Kinesis records in the stream. */
  readonly records: number;
  /** The PUT payload units that a provisioned stream bills for the records. */
  readonly putUnits: number;
  readonly bytes: number;
  readonly coldStarts: ReadonlyMap<NodeRuntime, ColdStartComparison>;
  /** The duration of each phase of the demo, in milliseconds. */
  readonly phases: ReadonlyMap<string, number>;
}

/** Returns the number of events that must be in the stream. Excludes lines that the extension logs while it exits. */
export function emittedEvents(result: DemoResult): number {
  return result.runs.reduce((sum, run) => sum + run.emitted.length, 0) - exitLogs(result).length;
}

/** Returns the number of events that are not in the stream, whether or not they reached the extension. */
export function missingEvents(result: DemoResult): number {
  return result.verdict.missing + undelivered(result).length - exitLogs(result).length;
}

/** Returns the events that Lambda could not post to the extension. */
export function undelivered(result: DemoResult): EnvironmentRun['undelivered'] {
  return result.runs.flatMap((run) => run.undelivered);
}

/** Lambda cannot post the lines that an extension logs while it exits. */
function exitLogs(result: DemoResult): EnvironmentRun['undelivered'] {
  return undelivered(result).filter(({ event }) => event.category === 'extension');
}

/** Returns whether no event is missing, no check failed, no limit was exceeded, and every consumer received all events. */
export function isComplete(result: DemoResult): boolean {
  return missingEvents(result) === 0 && problemsOf(result).length === 0;
}

/** Returns one sentence for each problem. */
export function problemsOf({ verdict, violations, consumers }: DemoResult): string[] {
  return [...verdict.problems, ...violations, ...consumers.flatMap(({ problems }) => problems)];
}
