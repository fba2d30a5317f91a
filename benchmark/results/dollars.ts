import { holdOf, startUpOf, usualLatency } from './figures';
import { CLOUDWATCH_EVENT_OVERHEAD_BYTES, GB, PRICES } from './prices';
import type { RuntimeResult, Speed, Starter, TrafficShape } from './results';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import type { ContestantName } from '../contestants/contestant';
import { LINE_BYTES, LINES_PER_INVOCATION } from '../environment/invocation';

/** What an extension adds to the bill for a million invocations, in US dollars. Without what streams cost by the hour. */
export interface Dollars {
  readonly contestant: ContestantName;
  readonly memorySizeMB: number;
  readonly shape: TrafficShape;
  /** Lambda's duration: holds, and what cold starts take longer than without any extension. */
  readonly lambda: number;
  /** PUT payload units of a provisioned stream. */
  readonly putUnits: number;
  /** Or: gigabytes of an on-demand stream. */
  readonly onDemand: number;
}

/** The part of invocations that start cold. */
export const COLD_SHARE = 0.01;
export const MEMORY_SIZES_MB = [128, 512, 1_024] as const;
/** What Lambda's Node.js runtime writes before a line: time, request id, level, tabs; and the newline. */
const LINE_HEAD_BYTES = 68;
/** INIT_START, START, END and REPORT of an invocation, about, and how many events they are. */
const SYSTEM_LOG = { bytes: 350, events: 3 };

export function dollarsOf(result: RuntimeResult): Dollars[] {
  const rows: Dollars[] = [];
  for (const memorySizeMB of MEMORY_SIZES_MB) {
    for (const shape of ['sparse', 'frequent'] as const) {
      for (const contestant of ['bare', 'naive', 'ours'] as const) rows.push(dollars(result, contestant, memorySizeMB, shape));
    }
  }
  return rows;
}

/** What CloudWatch Logs takes for the same lines of a million invocations, with the lines that Lambda itself writes. */
export function cloudWatchDollars(): number {
  const bytes = LINES_PER_INVOCATION * (LINE_BYTES + LINE_HEAD_BYTES + CLOUDWATCH_EVENT_OVERHEAD_BYTES)
    + SYSTEM_LOG.bytes + SYSTEM_LOG.events * CLOUDWATCH_EVENT_OVERHEAD_BYTES;
  return bytes * 1e6 / GB * PRICES.cloudWatchGB.dollars;
}

function dollars(result: RuntimeResult, contestant: ContestantName, memorySizeMB: number, shape: TrafficShape): Dollars {
  // The bare extension knows nothing of Kinesis, wherever it is.
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

/** How much longer init and first invocation take than without any extension. More memory than measured is taken for the most measured. */
function coldStartMs(result: RuntimeResult, contestant: ContestantName, memorySizeMB: number): number {
  const speed: Speed = memorySizeMB < 512 ? '128' : '512';
  const took = (starter: Starter) => {
    const { initMs, firstInvocationMs } = startUpOf(result, starter, speed).figures;
    return initMs.median + firstInvocationMs.median;
  };
  return Math.max(0, took(contestant) - took('none'));
}
