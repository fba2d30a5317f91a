import type { LogFormat } from './environment/telemetry-body';
import type { PatternName } from './environment/traffic-pattern';
import type { SubjectName } from '../faults/subject';

/** A format and size of log lines for which CPU time is measured. */
export interface CpuCase {
  readonly format: LogFormat;
  readonly recordBytes: number;
  readonly eventsPerPost: number;
  readonly warmUpEvents: number;
  readonly measuredEvents: number;
}

/** The number and duration of the measurements. */
export interface Plan {
  /** The number of rounds in which each extension is started on the whole machine. */
  readonly startUps: number;
  /** The number of starts of the bare extension and ours per round, by turns: budgets are set for their ratio. */
  readonly startUpPairs: number;
  /** The number of starts of each extension with a CPU share. */
  readonly limitedStartUps: number;
  readonly memories: number;
  /** The number of turns of our extension under the long load. The others have one. */
  readonly loads: number;
  /** The number of events in each POST of the long load, which posts every 25 ms. */
  readonly loadEventsPerPost: number;
  /** The number of events of the long load. */
  readonly loadEvents: number;
  /** The number of events of the long load for the naive extension. */
  readonly naiveLoadEvents: number;
  /** The events over which the memory is measured, after each step. @default - not measured */
  readonly longRun?: { readonly subjects: readonly SubjectName[]; readonly events: number; readonly step: number };
  /** The subjects with which all sizes of events and all stream formats are measured. With the others the first of each is measured. */
  readonly thorough: readonly SubjectName[];
  readonly cpuCases: readonly CpuCase[];
  /** The load for measuring the CPU time of the other stream formats. @default - not measured */
  readonly streamFormatCpu?: CpuCase;
  readonly latenciesMs: readonly number[];
  readonly sparseInvocations: number;
  readonly frequentInvocations: number;
  readonly longFrequentInvocations: number;
  /** The rounds of each traffic pattern: invocations, bursts or seconds. */
  readonly patternRounds: ReadonlyMap<PatternName, number>;
  /** The number of environments in which the answers to POSTs of telemetry are measured. */
  readonly postAnswers: number;
  /** The number of events of the load during which they are measured. */
  readonly postAnswerEvents: number;
  readonly throughputRefinements: number;
  readonly throughputMs: number;
  /** The number of loads with masks, and as many without, by turns. */
  readonly maskTurns: number;
  readonly maskEvents: number;
  /** Every so many of the hostile events are measured. */
  readonly hostileStep: number;
}

/** The number of events in 256 KiB, at which the Telemetry API sends at once. */
function perPost(recordBytes: number): number {
  return Math.floor(262_144 / (recordBytes + 100));
}

/** Adds half of the events for the warm-up. */
function cpuCase(format: LogFormat, recordBytes: number, posts: number): CpuCase {
  const eventsPerPost = Math.min(500, perPost(recordBytes));
  const measuredEvents = posts * eventsPerPost;
  return { format, recordBytes, eventsPerPost, warmUpEvents: measuredEvents / 2, measuredEvents };
}

/** Takes about twenty minutes on two processors. */
export const FULL: Plan = {
  startUps: 12,
  startUpPairs: 4,
  limitedStartUps: 6,
  memories: 4,
  loads: 3,
  loadEventsPerPost: 500,
  loadEvents: 100_000,
  naiveLoadEvents: 100_000,
  longRun: { subjects: ['native', 'nodejs22.x'], events: 1_000_000, step: 100_000 },
  thorough: ['native', 'nodejs22.x', 'nodejs24.x'],
  cpuCases: [
    cpuCase('json', 200, 80), cpuCase('text', 2_000, 40), cpuCase('json', 2_000, 40), cpuCase('text', 20_000, 40), cpuCase('json', 20_000, 40),
  ],
  streamFormatCpu: cpuCase('text', 200, 60),
  latenciesMs: [0, 12, 50],
  sparseInvocations: 12,
  frequentInvocations: 12,
  longFrequentInvocations: 80,
  patternRounds: new Map([['cron', 6], ['bursts of 6', 10], ['bursts of 20', 3], ['Poisson', 200], ['steady', 10], ['long and chatty', 3]]),
  postAnswers: 9,
  postAnswerEvents: 20_000,
  throughputRefinements: 2,
  throughputMs: 800,
  maskTurns: 2,
  maskEvents: 60_000,
  hostileStep: 1,
};

/** Takes about five minutes on two processors. */
export const QUICK: Plan = {
  startUps: 4,
  startUpPairs: 2,
  limitedStartUps: 1,
  memories: 1,
  loads: 1,
  loadEventsPerPost: 500,
  loadEvents: 100_000,
  naiveLoadEvents: 20_000,
  thorough: ['native', 'nodejs22.x'],
  cpuCases: [
    cpuCase('json', 200, 30), cpuCase('text', 2_000, 10), cpuCase('json', 2_000, 10), cpuCase('text', 20_000, 10), cpuCase('json', 20_000, 10),
  ],
  latenciesMs: [12],
  sparseInvocations: 3,
  frequentInvocations: 6,
  longFrequentInvocations: 24,
  patternRounds: new Map([['bursts of 6', 3], ['steady', 3]]),
  postAnswers: 3,
  postAnswerEvents: 8_000,
  throughputRefinements: 0,
  throughputMs: 300,
  maskTurns: 1,
  maskEvents: 30_000,
  hostileStep: 4,
};
