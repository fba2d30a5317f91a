import { contestantsIn, holdOf, startUpOf, usualLatency } from './figures';
import { CLOUDWATCH_EVENT_OVERHEAD_BYTES, GB, PRICES } from './prices';
import type { SubjectResult, Speed, Starter, TrafficShape } from './results';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import type { ContestantName } from '../contestants/contestant';
import { LINE_BYTES, LINES_PER_INVOCATION } from '../environment/invocation';

/** The additional cost of an extension for a million invocations, in US dollars. Excludes the hourly price of streams. */
export interface Dollars {
  readonly contestant: ContestantName;
  readonly memorySizeMB: number;
  readonly shape: TrafficShape;
  /** Lambda's additional duration: holds, and longer cold starts. */
  readonly lambda: number;
  /** The PUT payload units of a provisioned stream. */
  readonly putUnits: number;
  /** The data written to an on-demand stream, as the alternative to `putUnits`. */
  readonly onDemand: number;
}

/** The share of invocations with a cold start. */
export const COLD_SHARE = 0.01;
export const MEMORY_SIZES_MB = [128, 512, 1_024] as const;
/** The bytes that Lambda's Node.js runtime adds to a line: time, request id, level, tabs and newline. */
const LINE_HEAD_BYTES = 68;
/** The approximate bytes and events of INIT_START, START, END and REPORT per invocation. */
const SYSTEM_LOG = { bytes: 350, events: 3 };

export function dollarsOf(result: SubjectResult): Dollars[] {
  const rows: Dollars[] = [];
  for (const memorySizeMB of MEMORY_SIZES_MB) {
    for (const shape of ['sparse', 'frequent'] as const) {
      for (const contestant of contestantsIn(result)) rows.push(dollars(result, contestant, memorySizeMB, shape));
    }
  }
  return rows;
}

/** Returns the price of CloudWatch Logs for the same lines of a million invocations and for Lambda's own lines. */
export function cloudWatchDollars(): number {
  const bytes = LINES_PER_INVOCATION * (LINE_BYTES + LINE_HEAD_BYTES + CLOUDWATCH_EVENT_OVERHEAD_BYTES)
    + SYSTEM_LOG.bytes + SYSTEM_LOG.events * CLOUDWATCH_EVENT_OVERHEAD_BYTES;
  return bytes * 1e6 / GB * PRICES.cloudWatchGB.dollars;
}

function dollars(result: SubjectResult, contestant: ContestantName, memorySizeMB: number, shape: TrafficShape): Dollars {
  // The latency of Kinesis does not affect the bare extension.
  const latencyMs = contestant === 'bare' ? Math.min(...result.leastHolds.keys()) : usualLatency(result);
  const { holdMs, perInvocation } = holdOf(result, contestant, contestant === 'ours' ? FLUSH_STRATEGY.default : undefined, latencyMs, shape);
  const seconds = (holdMs.median + COLD_SHARE * coldStartMs(result, contestant, memorySizeMB)) / 1_000;
  return {
    contestant, memorySizeMB, shape,
    lambda: 1e6 * seconds * memorySizeMB / 1_024 * PRICES.lambdaGBSecond.dollars,
    putUnits: perInvocation.putUnits * PRICES.kinesisMillionPutUnits.dollars,
    onDemand: 1e6 * perInvocation.onDemandBytes / GB * PRICES.kinesisOnDemandGB.dollars,
  };
}

/** Returns how much longer init and first invocation take than without an extension. For more than 512 MB the figures of 512 MB are used. */
function coldStartMs(result: SubjectResult, contestant: ContestantName, memorySizeMB: number): number {
  const speed: Speed = memorySizeMB < 512 ? '128' : '512';
  const took = (starter: Starter) => {
    const { initMs, firstInvocationMs } = startUpOf(result, starter, speed).figures;
    return initMs.median + firstInvocationMs.median;
  };
  return Math.max(0, took(contestant) - took('none'));
}
