import type { LambdaRuntime } from '../../simulator';
import { Budget, checkBudgets } from '../results/budgets';
import { cloudWatchDollars, Dollars, dollarsOf } from '../results/dollars';
import { Figures, figuresOf } from '../results/figures';
import { PRICES_AS_OF, PRICES_REGION } from '../results/prices';
import type { BenchmarkResult, RuntimeResult } from '../results/results';

/** The output of `npm run bench -- --json`. Other programs read it: fields may be added, but not changed. */
export interface JsonReport extends Figures {
  readonly label?: string;
  readonly quick: boolean;
  readonly measuredAt: string;
  readonly machine: BenchmarkResult['machine'];
  readonly cpuLimitedBy: BenchmarkResult['cpuLimitedBy'];
  readonly tookSeconds: number;
  /** The figures and all results of each runtime. The figures of Node.js 22 are also at the top level. */
  readonly runtimes: Readonly<Record<string, Figures & { readonly details: Details }>>;
  readonly budgets: readonly Budget[];
}

type Details = Omit<RuntimeResult, 'leastHolds'> & {
  readonly leastHolds: object;
  readonly naiveBundleBytes: number;
  readonly dollars: { readonly region: string; readonly pricesAsOf: string; readonly cloudWatch: number; readonly rows: readonly Dollars[] };
};

const BUDGETED: LambdaRuntime = 'nodejs22.x';

export function toJsonReport(result: BenchmarkResult): JsonReport {
  const { label, quick, measuredAt, machine, cpuLimitedBy, size, tookMs } = result;
  const figures = new Map([...result.runtimes].map(([runtime, one]) => [runtime, figuresOf(one, size)]));
  const main = figures.get(BUDGETED);
  if (!main) throw new Error(`Nothing was measured on ${BUDGETED}`);
  return {
    label, quick, measuredAt, machine, cpuLimitedBy, tookSeconds: Math.round(tookMs / 1_000),
    ...main,
    runtimes: Object.fromEntries([...result.runtimes].map(([runtime, one]) => [runtime, {
      ...figures.get(runtime)!,
      details: {
        ...one,
        leastHolds: Object.fromEntries(one.leastHolds),
        naiveBundleBytes: size.naiveBundleBytes,
        dollars: { region: PRICES_REGION, pricesAsOf: PRICES_AS_OF, cloudWatch: cloudWatchDollars(), rows: dollarsOf(one) },
      },
    }])),
    budgets: [...result.runtimes].flatMap(([runtime, { hang }]) => checkBudgets(runtime, figures.get(runtime)!, hang)),
  };
}

/** Returns the report as JSON, with six significant digits. */
export function toJsonText(report: JsonReport, indent?: number): string {
  return JSON.stringify(report, (_key, value: unknown) => typeof value === 'number' ? Number(value.toPrecision(6)) : value, indent);
}
