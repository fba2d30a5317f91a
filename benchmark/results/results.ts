import type { Spread } from './quartiles';
import type { ContestantName } from '../contestants/contestant';
import type { LogFormat } from '../environment/telemetry-body';
import type { LeastHold } from '../measures/bare-sender';
import type { Hang } from '../measures/hang';
import type { Hold } from '../measures/hold';
import type { StartUp } from '../measures/start-up';
import type { Throughput } from '../measures/throughput';
import type { Wire } from '../measures/wire';
import type { CpuShareMeans } from '../processor/cpu-share';

/** `none` is the function without any extension. */
export type Starter = ContestantName | 'none';

/** The part of a processor that function and extension have: all of the machine, or what Lambda gives to so much memory. */
export type Speed = 'full' | '128' | '512';

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

export interface WireResult extends Wire {
  readonly contestant: ContestantName;
  readonly format: string;
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
