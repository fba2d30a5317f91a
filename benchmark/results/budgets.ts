import type { Figures } from './figures';
import type { Hang } from './results';
import type { SubjectName } from '../../faults/subject';
import type { PatternName } from '../environment/traffic-pattern';

/** The maximum of a figure, and its measured value. The name includes the unit. */
export interface Budget {
  readonly name: string;
  /** The host of our extension: `native`, or the runtime whose Node.js it uses. */
  readonly runtime: SubjectName;
  readonly budget: number;
  readonly measured: number;
  readonly ok: boolean;
}

type Row = readonly [name: string, budget: number, measured: number];

const KB = 1_024;
const MB = 1_024 * KB;

/** The maximum delay of nine in ten events, in milliseconds. */
const PATTERN_DELAYS_MS: Readonly<Partial<Record<PatternName, number>>> = { 'bursts of 6': 300, 'bursts of 20': 300, 'steady': 1_200 };
const STEADY_HOLD_MS = 1;
/** Both strategies hold all invocations of a burst: their means differ by chance. */
const HOLD_BY_CHANCE = 1.25;

/** The budgets that depend on the host. */
interface HostBudgets {
  /** Multiples of the bare extension. */
  readonly register: number;
  readonly ready: number;
  readonly afterFirstFlushMB: (bareMB: number) => number;
  readonly after100kMB: (bareMB: number) => number;
  /** From 100,000 events to a million. Garbage collection is not exact. */
  readonly growthMB: number;
  /** In addition to the buffering time and the round trip, which no extension can avoid. */
  readonly holdMs: number;
  readonly firstFlushTlsMs: number;
  /** Multiple of the init phase without an extension, with the CPU share of 128 MB. */
  readonly init128: number;
  readonly postAnswerMs: number;
}

const NODEJS: HostBudgets = {
  register: 1.15, ready: 1.3,
  afterFirstFlushMB: (bareMB) => bareMB + 16, after100kMB: (bareMB) => bareMB + 30, growthMB: 12,
  holdMs: 3, firstFlushTlsMs: 250, init128: 1.5, postAnswerMs: 25,
};
const NATIVE: HostBudgets = {
  register: 0.2, ready: 0.25,
  afterFirstFlushMB: () => 5, after100kMB: () => 8, growthMB: 1,
  holdMs: 1, firstFlushTlsMs: 100, init128: 1.05, postAnswerMs: 5,
};

/** What all built-in masks and three patterns may cost with the native host. What they cost on Node.js is published. */
const NATIVE_MASKING = { microsPerEvent: 2, memoryMB: 2 };
/** A filter that leaves out nine of ten events leaves a tenth, with platform events and what reports the rest. */
const FILTERED_PUT_UNITS = 0.15;
/** The longest that an event of a megabyte may take with rules of all kinds. */
const NATIVE_HOSTILE_MS = 20;

const NODEJS_CPU_MICROS = 8;
/** Multiple of the CPU time of Node.js 22 in the same run. */
const NATIVE_CPU = 1.3;
/** The first invocation without an extension takes this much longer with the native host, besides the buffering time and the round trip. */
const NATIVE_FIRST_INVOCATION = 1.15;
const LAYER_WITHOUT_HOSTS = 250 * KB;
/** With the native hosts of both architectures. */
const WHOLE_LAYER = 4 * MB;
const ARCHITECTURES = 2;

export interface BudgetContext {
  readonly hang: Hang;
  /** The figures of Node.js 22 in the same run. @default - they were not measured, and nothing is compared with them */
  readonly reference?: Figures;
}

/** Compares figures with the budgets of the host. */
export function checkBudgets(subject: SubjectName, figures: Figures, { hang, reference }: BudgetContext): Budget[] {
  const isNative = subject === 'native';
  const host = isNative ? NATIVE : NODEJS;
  const { register, ready, memoryMB, hold, longestPostAnswerMs, recovery, throttledBytesRatio, cost, firstFlushTlsMs, share128MB, size } = figures;
  const rows: Row[] = [
    ['exec → register, × bare', host.register, register.ratio],
    ['exec → first next, × bare', host.ready, ready.ratio],
    ['memory after the first flush, MB', host.afterFirstFlushMB(memoryMB.bare), memoryMB.afterFirstFlush],
    ['memory after 100,000 events, MB', host.after100kMB(memoryMB.bare), memoryMB.after100k],
    ...memoryMB.longRunGrowth === undefined ? [] : [['growth of memory from 100,000 to 1,000,000 events, MB', host.growthMB, memoryMB.longRunGrowth] as const],
    ['hold, sparse, p50, ms', hold.bufferingMs + hold.roundTripP50Ms + host.holdMs, hold.sparseP50Ms],
    ['hold, frequent, p50, ms', 1, hold.frequentP50Ms],
    ['first flush over TLS, 128 MB, ms', host.firstFlushTlsMs, firstFlushTlsMs],
    ['whole init, 128 MB, × without an extension', host.init128, share128MB.initRatio],
    ...isNative ? [['first invocation, 128 MB, ms', firstInvocationBudget(figures), share128MB.firstInvocationMs] as const] : [],
    ['hold while Kinesis hangs, mean, ms', hang.flushTimeoutMs / 10, hang.meanHoldMs],
    ...patternRows(figures),
    ['invocations until the stream is whole after a fault', 3, recovery.invocationsUntilWhole],
    ['copies of an event after a fault', 2, recovery.copies],
    ['bytes sent to a throttled shard, × accepted', 1.3, throttledBytesRatio],
    ['longest answer to a POST of telemetry, ms', host.postAnswerMs, Math.max(longestPostAnswerMs.startUp, longestPostAnswerMs.load)],
    ['PUT units of 10,000 events of 200 bytes, × bound', 1.15, cost.ratio],
    ...cpuRow(isNative, figures, reference),
    ...selectionRows(isNative, figures),
    ['layer.zip, bytes', layerBudget(size.nativeHosts), size.layerZipBytes],
    ...isNative ? [] : [['bundle, bytes', 500 * KB, size.bundleBytes] as const],
  ];
  return rows.map(([name, budget, measured]) => ({
    name, runtime: subject, budget: hundredths(budget), measured: Number(measured.toFixed(3)), ok: measured <= budget,
  }));
}

function patternRows({ patterns }: Figures): Row[] {
  return Object.entries(PATTERN_DELAYS_MS).flatMap(([pattern, most]): Row[] => {
    const figure = patterns[pattern as PatternName];
    if (!figure) return [];
    const { delayP90Ms, holdMs, endOfInvocationHoldMs } = figure;
    return [
      [`delay of an event, ${pattern}, p90, ms`, most, delayP90Ms],
      [`hold, ${pattern}, mean, ms`, pattern === 'steady' ? STEADY_HOLD_MS : HOLD_BY_CHANCE * endOfInvocationHoldMs, holdMs],
    ];
  });
}

function cpuRow(isNative: boolean, { cpuMicrosPerEvent }: Figures, reference: Figures | undefined): Row[] {
  const measured = cpuMicrosPerEvent.text200;
  if (!isNative) return [['CPU time of a 200-byte event, µs', NODEJS_CPU_MICROS, measured]];
  return reference ? [['CPU time of a 200-byte event, × Node.js 22', NATIVE_CPU, measured / reference.cpuMicrosPerEvent.text200]] : [];
}

function selectionRows(isNative: boolean, { selection }: Figures): Row[] {
  return [
    ['PUT units with a filter that leaves out nine of ten events, × without', FILTERED_PUT_UNITS, selection.filteredPutUnitsRatio],
    ...!isNative ? [] : [
      ['all masks and three patterns: CPU time of a 200-byte event, µs more', NATIVE_MASKING.microsPerEvent, selection.maskingMicrosPerEvent] as const,
      ['all masks and three patterns: memory, MB more', NATIVE_MASKING.memoryMB, selection.maskingMemoryMB] as const,
      ['an event of a megabyte that is made to take long, ms', NATIVE_HOSTILE_MS, selection.longestHostileMs] as const,
    ],
  ];
}

function firstInvocationBudget({ share128MB, hold }: Figures): number {
  // Startup is measured without additional latency of Kinesis.
  return NATIVE_FIRST_INVOCATION * share128MB.firstInvocationWithoutMs + hold.bufferingMs + hold.roundTripP50Ms - hold.latencyMs;
}

/** The layer for all functions has a native host for each architecture. One that was built for a single one must be smaller. */
function layerBudget(nativeHosts: number): number {
  return LAYER_WITHOUT_HOSTS + (WHOLE_LAYER - LAYER_WITHOUT_HOSTS) * Math.min(1, nativeHosts / ARCHITECTURES);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
