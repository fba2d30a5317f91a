import type { Spread } from './quartiles';
import type { CpuResult, Hold, LoadMemory, MemoryResult, Recovery, SelectionResult, SubjectResult, SizeResult, Speed, Starter, StartUpResult, Throughput, TrafficShape, WireResult } from './results';
import { PUT_UNIT_BYTES } from '../../simulator/kinesis';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import type { FlushStrategyName } from '../../src/settings/settings';
import type { ContestantName } from '../contestants/contestant';
import type { PatternName } from '../environment/traffic-pattern';

/** The additional latency of Kinesis, in milliseconds, for the figures with one latency: like that of a function in the same region. */
export const USUAL_LATENCY_MS = 12;

/** The medians of a figure for the extensions, in milliseconds. The naive one runs beside Node.js only, the one in Go beside the native host. */
export interface Comparison {
  readonly bareMs: number;
  readonly oursMs: number;
  readonly naiveMs?: number;
  readonly goMs?: number;
  /** Ours divided by bare. */
  readonly ratio: number;
}

/** In milliseconds. */
export interface PatternFigures {
  /** The mean hold of an invocation. */
  readonly holdMs: number;
  /** The same with the strategy that always holds. */
  readonly endOfInvocationHoldMs: number;
  /** The delay that nine in ten events do not exceed. */
  readonly delayP90Ms: number;
}

/** The figures with budgets. Other programs read them: fields may be added, but not changed. */
export interface Figures {
  /** From the start of the extension's process until its registration. */
  readonly register: Comparison;
  /** From the start of the extension's process until its first `/event/next`. */
  readonly ready: Comparison;
  /** Resident memory, in megabytes. */
  readonly memoryMB: {
    readonly bare: number;
    readonly afterFirstFlush: number;
    readonly after100k: number;
    /** Measured after the first flush, like `afterFirstFlush` of ours. */
    readonly naive?: number;
    readonly go?: number;
    readonly go100k?: number;
    /** The highest memory from 100,000 to a million events, less that after 100,000. @default - not measured */
    readonly longRunGrowth?: number;
  };
  /** The hold of the first invocation over TLS, with the CPU share of 128 MB and Kinesis 12 ms away, in milliseconds. */
  readonly firstFlushTlsMs: number;
  /** With the CPU share of 128 MB for function and extension, in milliseconds. */
  readonly share128MB: {
    readonly initMs: number;
    readonly initWithoutMs: number;
    /** The init phase with ours divided by that without an extension. */
    readonly initRatio: number;
    readonly firstInvocationMs: number;
    readonly firstInvocationWithoutMs: number;
  };
  readonly hold: {
    readonly sparseP50Ms: number;
    /** The time in which Lambda buffers and posts `platform.runtimeDone`: the hold of the bare sender without its call. */
    readonly bufferingMs: number;
    /** The PutRecords call of the bare sender, with the same latency of Kinesis. */
    readonly roundTripP50Ms: number;
    /** The part of it that is the additional latency of Kinesis. */
    readonly latencyMs: number;
    readonly frequentP50Ms: number;
  };
  /** The default strategy in traffic patterns. */
  readonly patterns: Readonly<Partial<Record<PatternName, PatternFigures>>>;
  /** The longest answer to a POST of telemetry, in milliseconds: the median of several environments. `idleProcess`: of a process that only answers. */
  readonly longestPostAnswerMs: { readonly startUp: number; readonly load: number; readonly idleProcess: number };
  /** After Kinesis has denied one call. */
  readonly recovery: Recovery;
  /** Bytes sent per byte accepted by a shard that is throttled. */
  readonly throttledBytesRatio: number;
  /** By format and size of the log line, and by the stream format if it is not the default. `naive` and `go` are for a text of 200 bytes. */
  readonly cpuMicrosPerEvent: Readonly<Record<string, number>>;
  /** For 10,000 events of 200 bytes. `bound` is the minimum of PUT units for these bytes, `ratio` is `putUnits` divided by `bound`. */
  readonly cost: {
    readonly events: number; readonly bytes: number; readonly putUnits: number;
    readonly bound: number; readonly ratio: number; readonly naivePutUnits?: number; readonly goPutUnits?: number;
  };
  /** Rules that select events. The masks are all built-ins and three patterns. */
  readonly selection: {
    /** CPU time of an event of 200 bytes with masks, less that without, in microseconds. */
    readonly maskingMicrosPerEvent: number;
    /** Resident memory under load with masks, less that without, in megabytes. */
    readonly maskingMemoryMB: number;
    /** With a filter that leaves out nine of ten events, divided by those without it. */
    readonly filteredBytesRatio: number;
    readonly filteredPutUnitsRatio: number;
    /** The longest that an event of a megabyte takes with rules of all kinds, in addition to that without, in milliseconds. */
    readonly longestHostileMs: number;
  };
  /** The maximum without loss, for log lines of 200 bytes. `mbPerSecond` is the maximum of all sizes, in 10^6 bytes of log lines. */
  readonly throughput: { readonly eventsPerSecond: number; readonly mbPerSecond: number };
  readonly size: { readonly layerZipBytes: number; readonly bundleBytes: number; readonly nativeHosts: number };
}

export function figuresOf(result: SubjectResult, { layerZipBytes, bundleBytes, nativeHosts }: SizeResult): Figures {
  const latencyMs = usualLatency(result);
  const least = found(result.leastHolds.get(latencyMs), 'a bare sender');
  return rounded({
    register: compare(result, 'registerMs'),
    ready: compare(result, 'readyMs'),
    memoryMB: memoryFiguresOf(result),
    firstFlushTlsMs: result.firstFlush.holdMs.median,
    share128MB: share128MBOf(result),
    hold: {
      sparseP50Ms: holdOf(result, 'ours', FLUSH_STRATEGY.default, latencyMs, 'sparse').holdMs.median,
      bufferingMs: least.holdMs.median - least.roundTripMs.median,
      roundTripP50Ms: least.roundTripMs.median,
      latencyMs,
      frequentP50Ms: holdOf(result, 'ours', FLUSH_STRATEGY.default, latencyMs, 'frequent').holdMs.median,
    },
    patterns: patternsOf(result),
    longestPostAnswerMs: {
      startUp: result.postAnswers.startUpMs.median, load: result.postAnswers.loadMs.median, idleProcess: result.postAnswers.idleMs.median,
    },
    recovery: result.recovery,
    throttledBytesRatio: result.throttling.sentBytes / result.throttling.acceptedBytes,
    cpuMicrosPerEvent: cpuOf(result),
    cost: costOf(result),
    selection: selectionOf(result.selection),
    throughput: throughputOf(result.throughput),
    size: { layerZipBytes, bundleBytes, nativeHosts },
  });
}

export function startUpOf(result: SubjectResult, starter: Starter, speed: Speed): StartUpResult {
  return found(result.startUps.find((one) => one.starter === starter && one.speed === speed), `start-up of ${starter}, ${speed}`);
}

export function memoryOf(result: SubjectResult, contestant: ContestantName): MemoryResult {
  return found(result.memory.find((one) => one.contestant === contestant), `memory of ${contestant}`);
}

export function holdOf(
  { holds }: SubjectResult, contestant: ContestantName, strategy: FlushStrategyName | undefined, latencyMs: number, shape: TrafficShape,
): Hold {
  const same = (one: Hold) => one.contestant === contestant && one.strategy === strategy && one.latencyMs === latencyMs && one.shape === shape;
  return found(holds.find(same), `hold of ${contestant} ${strategy}, ${latencyMs} ms, ${shape}`);
}

/** Returns the extensions that were measured, bare first and ours last. */
export function contestantsIn({ memory }: SubjectResult): readonly ContestantName[] {
  return memory.map(({ contestant }) => contestant);
}

/** Returns the records of our extension in the default format, or of another extension. */
export function wireOf(result: SubjectResult, contestant: ContestantName): WireResult {
  return found(result.wire.find((one) => one.contestant === contestant), `wire of ${contestant}`);
}

/** Returns the latency of Kinesis for the figures with one latency. */
export function usualLatency({ leastHolds }: SubjectResult): number {
  return leastHolds.has(USUAL_LATENCY_MS) ? USUAL_LATENCY_MS : found([...leastHolds.keys()][0], 'a bare sender');
}

function compare(result: SubjectResult, figure: 'registerMs' | 'readyMs'): Comparison {
  const of = (starter: Starter): Spread => startUpOf(result, starter, 'full').figures[figure];
  const [bareMs, oursMs] = [of('bare').median, of('ours').median];
  return {
    bareMs, oursMs, ratio: oursMs / bareMs,
    ...ifMeasured(result, 'naive', (naive) => ({ naiveMs: of(naive).median })),
    ...ifMeasured(result, 'go', (go) => ({ goMs: of(go).median })),
  };
}

/** Returns figures of an extension that does not take part everywhere. */
function ifMeasured<T>(result: SubjectResult, contestant: ContestantName, figure: (contestant: ContestantName) => T): T | undefined {
  return contestantsIn(result).includes(contestant) ? figure(contestant) : undefined;
}

function memoryFiguresOf(result: SubjectResult): Figures['memoryMB'] {
  const flushed = (contestant: ContestantName) => memoryOf(result, contestant).afterFirstFlush.rssMB.median;
  const loaded = (contestant: ContestantName) => (memoryOf(result, contestant).underLoad.at(-1) as LoadMemory).rssMB;
  const [reference, ...later] = result.longRun.map(({ rssMB }) => rssMB);
  return {
    bare: flushed('bare'),
    afterFirstFlush: flushed('ours'),
    after100k: loaded('ours'),
    ...ifMeasured(result, 'naive', (naive) => ({ naive: flushed(naive) })),
    ...ifMeasured(result, 'go', (go) => ({ go: flushed(go), go100k: loaded(go) })),
    ...later.length > 0 && { longRunGrowth: Math.max(...later) - reference },
  };
}

function share128MBOf(result: SubjectResult): Figures['share128MB'] {
  const [without, ours] = (['none', 'ours'] as const).map((starter) => startUpOf(result, starter, '128').figures);
  return {
    initMs: ours.initMs.median,
    initWithoutMs: without.initMs.median,
    initRatio: ours.initMs.median / without.initMs.median,
    firstInvocationMs: ours.firstInvocationMs.median,
    firstInvocationWithoutMs: without.firstInvocationMs.median,
  };
}

function patternsOf({ patterns }: SubjectResult): Figures['patterns'] {
  return Object.fromEntries(patterns.filter(({ strategy }) => strategy === FLUSH_STRATEGY.default).map(({ pattern, holdMs, delayMs }) => {
    const always = found(patterns.find((one) => one.pattern === pattern && one.strategy === 'end-of-invocation'), `${pattern} with end-of-invocation`);
    return [pattern, { holdMs: holdMs.mean, endOfInvocationHoldMs: always.holdMs.mean, delayP90Ms: delayMs.p90 }];
  }));
}

function cpuOf({ cpu }: SubjectResult): Figures['cpuMicrosPerEvent'] {
  return Object.fromEntries(cpu.map((result) => [cpuName(result), result.microsPerEvent]));
}

function cpuName({ contestant, format, recordBytes, streamFormat }: CpuResult): string {
  const size = recordBytes < 1_000 ? recordBytes : `${recordBytes / 1_000}k`;
  return contestant !== 'ours' ? contestant : [`${format}${size}`, ...streamFormat ? [streamFormat] : []].join(' ');
}

function costOf(result: SubjectResult): Figures['cost'] {
  const { events, bytes, putUnits } = wireOf(result, 'ours');
  const bound = putUnitsBound(bytes);
  return {
    events, bytes, putUnits, bound, ratio: putUnits / bound,
    ...ifMeasured(result, 'naive', (naive) => ({ naivePutUnits: wireOf(result, naive).putUnits })),
    ...ifMeasured(result, 'go', (go) => ({ goPutUnits: wireOf(result, go).putUnits })),
  };
}

/** Returns the minimum number of PUT units for this number of bytes: all units are full. */
export function putUnitsBound(bytes: number): number {
  return Math.ceil(bytes / PUT_UNIT_BYTES);
}

function selectionOf({ maskingMicrosPerEvent, maskingMemoryMB, filtering, hostileEvents }: SelectionResult): Figures['selection'] {
  return {
    maskingMicrosPerEvent: maskingMicrosPerEvent.with - maskingMicrosPerEvent.without,
    maskingMemoryMB: maskingMemoryMB.with - maskingMemoryMB.without,
    filteredBytesRatio: filtering.with.bytes / filtering.without.bytes,
    filteredPutUnitsRatio: filtering.with.putUnits / filtering.without.putUnits,
    longestHostileMs: Math.max(...hostileEvents.map(({ ms }) => ms)),
  };
}

function throughputOf(all: readonly Throughput[]): Figures['throughput'] {
  const small = found(all.find(({ recordBytes }) => recordBytes === 200), 'throughput');
  return { eventsPerSecond: small.eventsPerSecond, mbPerSecond: Math.max(...all.map(({ mbPerSecond }) => mbPerSecond)) };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`Not measured: ${what}`);
  return value;
}

/** Rounds numbers to hundredths, and ratios to thousandths. */
function rounded<T>(value: T, digits = 2): T {
  if (typeof value === 'number') return Number(value.toFixed(digits)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, rounded(field, /ratio$/i.test(name) ? 3 : digits)])) as T;
}
