import type { SubjectName } from '../../faults/subject';
import { Budget, checkBudgets } from '../results/budgets';
import { cloudWatchDollars, Dollars, dollarsOf } from '../results/dollars';
import { Figures, figuresOf } from '../results/figures';
import { PRICES_AS_OF, PRICES_REGION } from '../results/prices';
import type { BenchmarkResult, SubjectResult } from '../results/results';

/** The output of `npm run bench -- --json`. Other programs read it: fields may be added, but not changed. */
export interface JsonReport extends Figures {
  readonly label?: string;
  readonly quick: boolean;
  readonly measuredAt: string;
  readonly machine: BenchmarkResult['machine'];
  readonly cpuLimitedBy: BenchmarkResult['cpuLimitedBy'];
  readonly tookSeconds: number;
  /** Why the extension in Go was left out. @default - it was not */
  readonly withoutGo?: string;
  /**
   * The figures and all results of each host of our extension: `native`, and the runtimes whose Node.js it uses. The figures of Node.js 22 are
   * also at the top level, or those of the first host if that one was left out.
   */
  readonly runtimes: Readonly<Record<string, Figures & { readonly details: Details }>>;
  readonly budgets: readonly Budget[];
}

type Details = Omit<SubjectResult, 'leastHolds'> & {
  readonly leastHolds: object;
  readonly naiveBundleBytes: number;
  readonly dollars: { readonly region: string; readonly pricesAsOf: string; readonly cloudWatch: number; readonly rows: readonly Dollars[] };
};

const AT_TOP: SubjectName = 'nodejs22.x';

export function toJsonReport(result: BenchmarkResult): JsonReport {
  const { label, quick, measuredAt, machine, cpuLimitedBy, size, withoutGo, tookMs } = result;
  const figures = new Map([...result.subjects].map(([subject, one]) => [subject, figuresOf(one, size)]));
  const main = figures.get(AT_TOP) ?? [...figures.values()][0];
  return {
    label, quick, measuredAt, machine, cpuLimitedBy, tookSeconds: Math.round(tookMs / 1_000), withoutGo,
    ...main,
    runtimes: Object.fromEntries([...result.subjects].map(([subject, one]) => [subject, {
      ...figures.get(subject)!,
      details: {
        ...one,
        leastHolds: Object.fromEntries(one.leastHolds),
        naiveBundleBytes: size.naiveBundleBytes,
        dollars: { region: PRICES_REGION, pricesAsOf: PRICES_AS_OF, cloudWatch: cloudWatchDollars(), rows: dollarsOf(one) },
      },
    }])),
    budgets: [...result.subjects].flatMap(([subject, { hang }]) =>
      checkBudgets(subject, figures.get(subject)!, { hang, reference: figures.get(AT_TOP) })),
  };
}

/** Returns the report as JSON, with six significant digits. */
export function toJsonText(report: JsonReport, indent?: number): string {
  return JSON.stringify(report, (_key, value: unknown) => typeof value === 'number' ? Number(value.toPrecision(6)) : value, indent);
}
