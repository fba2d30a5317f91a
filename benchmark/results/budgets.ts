import type { Figures } from './figures';
import type { Hang } from './results';
import type { LambdaRuntime } from '../../simulator';
import type { PatternName } from '../environment/traffic-pattern';

/** The maximum of a figure, and its measured value. The name includes the unit. */
export interface Budget {
  readonly name: string;
  readonly runtime: LambdaRuntime;
  readonly budget: number;
  readonly measured: number;
  readonly ok: boolean;
}

const KB = 1_024;

/** The maximum delay of nine in ten events, in milliseconds. */
const PATTERN_DELAYS_MS: Readonly<Partial<Record<PatternName, number>>> = { 'bursts of 6': 300, 'bursts of 20': 300, 'steady': 1_200 };
const STEADY_HOLD_MS = 1;
/** Both strategies hold all invocations of a burst: their means differ by chance. */
const HOLD_BY_CHANCE = 1.25;

/** Compares figures with the budgets, which are set for Node.js 22. */
export function checkBudgets(runtime: LambdaRuntime, figures: Figures, hang: Hang): Budget[] {
  const { register, ready, memoryMB, hold, patterns, longestPostAnswerMs, recovery, throttledBytesRatio, cost, cpuMicrosPerEvent, size } = figures;
  const rows: [string, number, number][] = [
    ['exec → register, × bare', 1.15, register.ratio],
    ['exec → first next, × bare', 1.3, ready.ratio],
    ['memory after the first flush, MB', memoryMB.bare + 22, memoryMB.afterFirstFlush],
    ['memory after 100,000 events, MB', memoryMB.bare + 32, memoryMB.after100k],
    ['hold, sparse, p50, ms', hold.bufferingMs + hold.roundTripP50Ms + 3, hold.sparseP50Ms],
    ['hold, frequent, p50, ms', 1, hold.frequentP50Ms],
    ['hold while Kinesis hangs, mean, ms', hang.flushTimeoutMs / 10, hang.meanHoldMs],
    ...Object.entries(PATTERN_DELAYS_MS).flatMap(([pattern, most]): [string, number, number][] => {
      const figure = patterns[pattern as PatternName];
      if (!figure) return [];
      const { delayP90Ms, holdMs, endOfInvocationHoldMs } = figure;
      return [
        [`delay of an event, ${pattern}, p90, ms`, most, delayP90Ms],
        [`hold, ${pattern}, mean, ms`, pattern === 'steady' ? STEADY_HOLD_MS : HOLD_BY_CHANCE * endOfInvocationHoldMs, holdMs],
      ];
    }),
    ['invocations until the stream is whole after a fault', 3, recovery.invocationsUntilWhole],
    ['copies of an event after a fault', 2, recovery.copies],
    ['bytes sent to a throttled shard, × accepted', 1.3, throttledBytesRatio],
    ['longest answer to a POST of telemetry, ms', 25, Math.max(longestPostAnswerMs.startUp, longestPostAnswerMs.load)],
    ['PUT units of 10,000 events of 200 bytes, × bound', 1.15, cost.ratio],
    ['CPU time of a 200-byte event, µs', 8, cpuMicrosPerEvent.text200],
    ['layer.zip, bytes', 200 * KB, size.layerZipBytes],
    ['bundle, bytes', 500 * KB, size.bundleBytes],
  ];
  return rows.map(([name, budget, measured]) => ({
    name, runtime, budget: hundredths(budget), measured: Number(measured.toFixed(3)), ok: measured <= budget,
  }));
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
