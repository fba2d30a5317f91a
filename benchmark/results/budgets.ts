import type { Figures } from './figures';
import type { Hang } from './results';
import type { LambdaRuntime } from '../../simulator';

/** The maximum of a figure, and its measured value. The name includes the unit. */
export interface Budget {
  readonly name: string;
  readonly runtime: LambdaRuntime;
  readonly budget: number;
  readonly measured: number;
  readonly ok: boolean;
}

const KB = 1_024;

/** Compares figures with the budgets, which are set for Node.js 22. */
export function checkBudgets(runtime: LambdaRuntime, figures: Figures, hang: Hang): Budget[] {
  const { register, ready, memoryMB, hold, cost, cpuMicrosPerEvent, size } = figures;
  const rows: [string, number, number][] = [
    ['exec → register, × bare', 1.15, register.ratio],
    ['exec → first next, × bare', 1.3, ready.ratio],
    ['memory after the first flush, MB', memoryMB.bare + 22, memoryMB.afterFirstFlush],
    ['memory after 100,000 events, MB', memoryMB.bare + 32, memoryMB.after100k],
    ['hold, sparse, p50, ms', hold.bufferingMs + hold.roundTripP50Ms + 3, hold.sparseP50Ms],
    ['hold, frequent, p50, ms', 1, hold.frequentP50Ms],
    ['hold while Kinesis hangs, mean, ms', hang.flushTimeoutMs / 10, hang.meanHoldMs],
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
