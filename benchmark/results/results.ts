import type { Spread } from './quartiles';
import type { SubjectName } from '../../faults/subject';
import type { CpuShareMeans } from '../../simulator/cpu/cpu-share';
import type { FlushStrategyName } from '../../src/settings/settings';
import type { ContestantName } from '../contestants/contestant';
import type { LogFormat } from '../environment/telemetry-body';
import type { PatternName } from '../environment/traffic-pattern';

/** `none` is the function without an extension. */
export type Starter = ContestantName | 'none';

/** The CPU share of function and extension: the whole machine, or Lambda's share for this memory size in MB. */
export type Speed = 'full' | '128' | '512';

/** When an extension reached the steps of its start, in milliseconds from the start of its process. */
export interface ExtensionTimings {
  readonly registerMs: number;
  /** Its Telemetry API subscription. NaN if it does not subscribe. */
  readonly subscribeMs: number;
  /** Its first `/event/next`, which ends its part of the init phase. */
  readonly readyMs: number;
}

/** One cold start, in milliseconds. */
export interface StartUp extends ExtensionTimings {
  /** The whole init phase. */
  readonly initMs: number;
  /** The function's init: from the start of its process until the handler is ready. */
  readonly functionInitMs: number;
  /** The first invocation, including its hold. */
  readonly firstInvocationMs: number;
}

export interface StartUpResult {
  readonly starter: Starter;
  readonly speed: Speed;
  readonly figures: Readonly<Record<keyof StartUp, Spread>>;
}

/** In megabytes. */
export interface MemoryFigure {
  readonly rssMB: Spread;
  readonly pssMB: Spread;
}

export interface MemoryResult {
  readonly contestant: ContestantName;
  readonly idle: MemoryFigure;
  readonly afterFirstFlush: MemoryFigure;
  readonly underLoad: readonly LoadMemory[];
}

/** The memory of a process after a number of events, in megabytes. */
export interface LoadMemory {
  readonly events: number;
  readonly rssMB: number;
  readonly pssMB: number;
}

export interface CpuResult {
  readonly contestant: ContestantName;
  readonly format: LogFormat;
  readonly recordBytes: number;
  /** The name of the stream format, if it is not the default. */
  readonly streamFormat?: string;
  readonly microsPerEvent: number;
}

/** The records and bytes for a number of events. */
export interface Wire {
  readonly events: number;
  /** The size of the data of all records, including platform events and events of the extension. */
  readonly bytes: number;
  readonly records: number;
  /** PUT payload units of 25 KB, as a provisioned stream bills them. */
  readonly putUnits: number;
  /** The bytes that an on-demand stream bills: each record is rounded up to the next kilobyte. */
  readonly onDemandBytes: number;
  readonly calls: number;
  /** The bytes that the extension sent to Kinesis: HTTP headers, and records as base64 in JSON. */
  readonly wireBytes: number;
}

export interface WireResult extends Wire {
  readonly contestant: ContestantName;
  readonly format: string;
}

export type TrafficShape = 'sparse' | 'frequent';

/** The holds of sparse or frequent invocations, and the records that they wrote. */
export interface Hold {
  readonly contestant: ContestantName;
  /** Only our extension has flush strategies. */
  readonly strategy?: FlushStrategyName;
  /** The additional latency of Kinesis, in milliseconds. */
  readonly latencyMs: number;
  readonly shape: TrafficShape;
  /** From `platform.runtimeDone` until the extension's `/event/next`, in milliseconds. */
  readonly holdMs: Spread;
  /** The average per invocation. */
  readonly perInvocation: { readonly records: number; readonly bytes: number; readonly putUnits: number; readonly onDemandBytes: number };
}

/** The minimum hold for an extension that sends before an invocation ends, measured with the bare sender, in milliseconds. */
export interface LeastHold {
  readonly holdMs: Spread;
  /** The part of the PutRecords call, over an open connection and with a prepared body. */
  readonly roundTripMs: Spread;
}

/** Holds while Kinesis hangs, in milliseconds. */
export interface Hang {
  readonly meanHoldMs: number;
  readonly flushTimeoutMs: number;
  readonly invocations: number;
}

/** Holds of invocations and delays of events for one traffic pattern and flush strategy. */
export interface PatternResult {
  readonly pattern: PatternName;
  readonly strategy: FlushStrategyName;
  readonly invocations: number;
  /** From `platform.runtimeDone` until the extension's `/event/next`, in milliseconds. */
  readonly holdMs: { readonly p50: number; readonly mean: number; readonly p90: number };
  /** From the emission of an event by Lambda until its arrival at Kinesis, in milliseconds; without `platform.report`. */
  readonly delayMs: { readonly p50: number; readonly p90: number; readonly max: number };
  /** PutRecords calls, including those at shutdown. */
  readonly callsPerInvocation: number;
}

/** The longest answers to a POST of telemetry, in milliseconds. Each environment contributes its longest one. */
export interface PostAnswerResult {
  /** While the extension loads and makes its first call. */
  readonly startUpMs: Spread;
  /** While a busy function writes. */
  readonly loadMs: Spread;
  /** Meanwhile, of a process that answers at once and does nothing else. */
  readonly idleMs: Spread;
}

/** What happens after Kinesis has denied one call. */
export interface Recovery {
  /** The invocations after the one with the denied call until everything was in the stream. Infinity if that did not happen. */
  readonly invocationsUntilWhole: number;
  /** The largest number of copies of an event. */
  readonly copies: number;
}

/** The bytes for a shard that accepts less than the function writes. */
export interface Throttling {
  readonly sentBytes: number;
  readonly acceptedBytes: number;
}

export interface Throughput {
  readonly recordBytes: number;
  /** The highest rate at which all events arrived, in events per second. */
  readonly eventsPerSecond: number;
  /** The same rate in megabytes (10^6 bytes) of log lines per second. */
  readonly mbPerSecond: number;
  /** The part of one processor that the extension used at that rate. */
  readonly extensionCpu: number;
  /** The bottleneck at the next rate: the extension, or the function and the local Kinesis on the same machine. */
  readonly limitedBy: 'extension' | 'machine';
}

/** The first flush over TLS, with the CPU share of 128 MB. */
export interface FirstFlushResult {
  /** The hold of the first invocation, which ends when Kinesis has acknowledged, in milliseconds. */
  readonly holdMs: Spread;
  /** The additional latency of Kinesis, in milliseconds. */
  readonly latencyMs: number;
}

/** A figure without rules that select events, and with them. */
export interface WithRules<T> {
  readonly without: T;
  readonly with: T;
}

/** What it costs to examine an event of a megabyte that is made to take long. */
export interface HostileEvent {
  /** What its record contains. */
  readonly record: string;
  /** Processor time in addition to that without rules, in milliseconds. */
  readonly ms: number;
}

/** What it costs and saves to select events. */
export interface SelectionResult {
  /** CPU time of an event of 200 bytes. The rules are all built-in masks and three patterns. */
  readonly maskingMicrosPerEvent: WithRules<number>;
  /** Resident memory after the load, in megabytes, with the same rules. */
  readonly maskingMemoryMB: WithRules<number>;
  /** What arrives of events of which a filter leaves out nine in ten. */
  readonly filtering: WithRules<Wire>;
  /** With rules of all kinds. */
  readonly hostileEvents: readonly HostileEvent[];
}

export interface SizeResult {
  readonly layerZipBytes: number;
  /** The native hosts in the layer, one an architecture. */
  readonly nativeHosts: number;
  /** The JavaScript of the extension. */
  readonly bundleBytes: number;
  readonly naiveBundleBytes: number;
}

/** The results with one host of our extension. */
export interface SubjectResult {
  readonly startUps: readonly StartUpResult[];
  readonly memory: readonly MemoryResult[];
  /** The memory of our extension over a million events. Empty if it was not measured. */
  readonly longRun: readonly LoadMemory[];
  readonly cpu: readonly CpuResult[];
  readonly firstFlush: FirstFlushResult;
  readonly holds: readonly Hold[];
  /** By the additional latency of Kinesis, in milliseconds. */
  readonly leastHolds: ReadonlyMap<number, LeastHold>;
  readonly hang: Hang;
  readonly patterns: readonly PatternResult[];
  readonly postAnswers: PostAnswerResult;
  readonly recovery: Recovery;
  readonly throttling: Throttling;
  readonly throughput: readonly Throughput[];
  readonly wire: readonly WireResult[];
  readonly selection: SelectionResult;
}

export interface BenchmarkResult {
  readonly label?: string;
  readonly quick: boolean;
  readonly measuredAt: string;
  readonly machine: { readonly processors: number; readonly model: string; readonly arch: string; readonly memoryMB: number };
  readonly cpuLimitedBy: CpuShareMeans;
  readonly size: SizeResult;
  /** Why the extension in Go was left out. @default - it was not */
  readonly withoutGo?: string;
  readonly subjects: ReadonlyMap<SubjectName, SubjectResult>;
  readonly tookMs: number;
}
