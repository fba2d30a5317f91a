import type { Spread } from './quartiles';
import type { FlushStrategyName } from '../../src/settings/settings';
import type { ContestantName } from '../contestants/contestant';
import type { CpuShareMeans } from '../cpu/cpu-share';
import type { LogFormat } from '../environment/telemetry-body';

/** `none` is the function without any extension. */
export type Starter = ContestantName | 'none';

/** The part of a processor that function and extension have: all of the machine, or what Lambda gives to so much memory. */
export type Speed = 'full' | '128' | '512';

/** When an extension reached what, in milliseconds from its execution. */
export interface ExtensionTimings {
  readonly registerMs: number;
  /** Its subscription came in: its listener is bound by then. NaN for one that does not subscribe. */
  readonly subscribeMs: number;
  /** Its first `/event/next`: from then on it holds nothing up. */
  readonly readyMs: number;
}

/** One cold start, in milliseconds. */
export interface StartUp extends ExtensionTimings {
  /** The whole init phase. */
  readonly initMs: number;
  /** The function's own: from its process's start until the handler can be called. */
  readonly functionInitMs: number;
  /** The first invocation, until it is reported: with what the extension holds it. */
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

/** What a process holds after so many events. */
export interface LoadMemory {
  readonly events: number;
  readonly rssMB: number;
  readonly pssMB: number;
}

export interface CpuResult {
  readonly contestant: ContestantName;
  readonly format: LogFormat;
  readonly recordBytes: number;
  /** How it stands in the stream, where that is not the default. */
  readonly streamFormat?: string;
  readonly microsPerEvent: number;
}

/** What it takes to bring events into the stream. */
export interface Wire {
  readonly events: number;
  /** Data of all records, with what is not the function's: platform events and the extension's own. */
  readonly bytes: number;
  readonly records: number;
  /** Of 25 KB, as a provisioned stream bills them. */
  readonly putUnits: number;
  /** As an on-demand stream bills them: each record as whole kilobytes. */
  readonly onDemandBytes: number;
  readonly calls: number;
  /** What the extension sent to Kinesis: HTTP's heads, and records as base64 in JSON. */
  readonly wireBytes: number;
}

export interface WireResult extends Wire {
  readonly contestant: ContestantName;
  readonly format: string;
}

export type TrafficShape = 'sparse' | 'frequent';

/** How long invocations of one shape were held, and what they wrote. */
export interface Hold {
  readonly contestant: ContestantName;
  /** Only ours has one. */
  readonly strategy?: FlushStrategyName;
  /** How much later Kinesis answers than this machine can, in milliseconds. */
  readonly latencyMs: number;
  readonly shape: TrafficShape;
  /** From `platform.runtimeDone` until the extension is done, in milliseconds. */
  readonly holdMs: Spread;
  /** Of an invocation, on average. */
  readonly perInvocation: { readonly records: number; readonly bytes: number; readonly putUnits: number; readonly onDemandBytes: number };
}

/** What no extension that sends before an invocation ends can stay below, in milliseconds. */
export interface LeastHold {
  /** Of an invocation. */
  readonly holdMs: Spread;
  /** Of that, the PutRecords call: over a connection that is kept open, with a body that is ready. */
  readonly roundTripMs: Spread;
}

export interface Hang {
  /** Of all invocations, in milliseconds. */
  readonly meanHoldMs: number;
  readonly flushTimeoutMs: number;
  readonly invocations: number;
}

export interface Throughput {
  readonly recordBytes: number;
  /** The most events a second of which all arrived, and none was dropped by anybody. */
  readonly eventsPerSecond: number;
  /** The same in megabytes (10^6 bytes) of log lines a second. */
  readonly mbPerSecond: number;
  /** Part of one processor that the extension used at that rate. */
  readonly extensionCpu: number;
  /** Who could do no more at the next rate: the extension, or what makes and takes the events on the same machine. */
  readonly limitedBy: 'extension' | 'machine';
}

export interface SizeResult {
  readonly layerZipBytes: number;
  /** All of the extension's JavaScript. */
  readonly bundleBytes: number;
  readonly naiveBundleBytes: number;
}

/** All that was measured on one of Lambda's runtimes. */
export interface RuntimeResult {
  readonly startUps: readonly StartUpResult[];
  readonly memory: readonly MemoryResult[];
  readonly cpu: readonly CpuResult[];
  readonly holds: readonly Hold[];
  /** The least that delivers within an invocation, by how much later Kinesis answers than this machine can, in milliseconds. */
  readonly leastHolds: ReadonlyMap<number, LeastHold>;
  readonly hang: Hang;
  readonly throughput: readonly Throughput[];
  readonly wire: readonly WireResult[];
}

export interface BenchmarkResult {
  readonly label?: string;
  readonly quick: boolean;
  readonly measuredAt: string;
  readonly machine: { readonly processors: number; readonly model: string; readonly arch: string; readonly memoryMB: number };
  readonly cpuLimitedBy: CpuShareMeans;
  readonly size: SizeResult;
  readonly runtimes: ReadonlyMap<'nodejs22.x' | 'nodejs24.x', RuntimeResult>;
  readonly tookMs: number;
}
