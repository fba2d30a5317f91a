import type { LambdaRuntime } from '../simulator';
import type { LogFormat } from './environment/telemetry-body';

/** A size and kind of log line whose processor time is measured. */
export interface CpuCase {
  readonly format: LogFormat;
  readonly recordBytes: number;
  readonly eventsPerPost: number;
  readonly warmUpEvents: number;
  readonly measuredEvents: number;
}

/** How often and how long each thing is measured. */
export interface Plan {
  /** Turns in which each contestant is started with the whole machine. */
  readonly startUps: number;
  /** How often bare and ours are started in each of these, one after the other: budgets are set for their ratio. */
  readonly startUpPairs: number;
  /** Starts of each contestant with a part of a processor. */
  readonly limitedStartUps: number;
  readonly memories: number;
  /** Events in each POST of the long load. A POST comes every 25 ms. */
  readonly loadEventsPerPost: number;
  /** Events of the long load. Of the naive extension fewer may do. */
  readonly loadEvents: number;
  readonly naiveLoadEvents: number;
  /** Runtimes on which every size of event and every format of the stream is measured; on the others the first ones are. */
  readonly thorough: readonly LambdaRuntime[];
  readonly cpuCases: readonly CpuCase[];
  /** With what the processor time of the other formats of the stream is measured, if it is. */
  readonly streamFormatCpu?: CpuCase;
  readonly latenciesMs: readonly number[];
  readonly sparseInvocations: number;
  readonly frequentInvocations: number;
  readonly longFrequentInvocations: number;
  readonly throughputRefinements: number;
  readonly throughputMs: number;
}

/** What 256 KiB, at which the Telemetry API sends at once, hold of a size. */
function perPost(recordBytes: number): number {
  return Math.floor(262_144 / (recordBytes + 100));
}

/** Half as much again to warm up. */
function cpuCase(format: LogFormat, recordBytes: number, posts: number): CpuCase {
  const eventsPerPost = Math.min(500, perPost(recordBytes));
  const measuredEvents = posts * eventsPerPost;
  return { format, recordBytes, eventsPerPost, warmUpEvents: measuredEvents / 2, measuredEvents };
}

/** Some five minutes on two processors. */
export const FULL: Plan = {
  startUps: 12,
  startUpPairs: 4,
  limitedStartUps: 6,
  memories: 4,
  loadEventsPerPost: 500,
  loadEvents: 100_000,
  naiveLoadEvents: 100_000,
  thorough: ['nodejs22.x', 'nodejs24.x'],
  cpuCases: [
    cpuCase('json', 200, 80), cpuCase('text', 2_000, 40), cpuCase('json', 2_000, 40), cpuCase('text', 20_000, 40), cpuCase('json', 20_000, 40),
  ],
  streamFormatCpu: cpuCase('text', 200, 60),
  latenciesMs: [0, 12, 50],
  sparseInvocations: 12,
  frequentInvocations: 12,
  longFrequentInvocations: 80,
  throughputRefinements: 2,
  throughputMs: 800,
};

/** About a minute. */
export const QUICK: Plan = {
  startUps: 4,
  startUpPairs: 2,
  limitedStartUps: 1,
  memories: 1,
  loadEventsPerPost: 500,
  loadEvents: 100_000,
  naiveLoadEvents: 20_000,
  thorough: ['nodejs22.x'],
  cpuCases: [
    cpuCase('json', 200, 30), cpuCase('text', 2_000, 10), cpuCase('json', 2_000, 10), cpuCase('text', 20_000, 10), cpuCase('json', 20_000, 10),
  ],
  latenciesMs: [12],
  sparseInvocations: 3,
  frequentInvocations: 6,
  longFrequentInvocations: 24,
  throughputRefinements: 0,
  throughputMs: 300,
};
