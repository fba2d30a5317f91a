import type { Spread } from '../../../benchmark/results/quartiles';
import type { BenchmarkResult, SubjectResult, Speed, Starter, StartUpResult } from '../../../benchmark/results/results';

/** A single measurement. */
export const exactly = (median: number): Spread => ({ median, lower: median, upper: median, count: 1 });

const REGISTER: Readonly<Record<Starter, number>> = { none: NaN, bare: 30, ours: 33, naive: 120 };
const INIT: Readonly<Record<Starter, number>> = { none: 100, bare: 130, ours: 140, naive: 300 };
const RSS = { bare: 45, ours: 59, naive: 90 };
/** On-demand bytes are whole kilobytes: 13 records of the naive extension, one of ours. */
const WRITTEN = {
  bare: { records: 0, bytes: 0, putUnits: 0, onDemandBytes: 0 },
  naive: { records: 13, bytes: 4_000, putUnits: 13, onDemandBytes: 13 * 1_024 },
  ours: { records: 1, bytes: 7_000, putUnits: 1, onDemandBytes: 7 * 1_024 },
};

function startUp(starter: Starter, speed: Speed): StartUpResult {
  const slower = { full: 1, 512: 4, 128: 15 }[speed];
  const ms = (value: number) => exactly(value * slower);
  const register = REGISTER[starter];
  return {
    starter, speed,
    figures: {
      registerMs: ms(register), subscribeMs: ms(register + 4), readyMs: ms(register + 5),
      initMs: ms(INIT[starter]), functionInitMs: ms(80), firstInvocationMs: ms(10),
    },
  };
}

/** Results with recognizable figures. */
export function aSubjectResult(changes: Partial<SubjectResult> = {}): SubjectResult {
  return {
    startUps: (['full', '128', '512'] as const).flatMap((speed) => (['none', 'bare', 'naive', 'ours'] as const).map((starter) => startUp(starter, speed))),
    memory: (['bare', 'naive', 'ours'] as const).map((contestant) => ({
      contestant,
      idle: { rssMB: exactly(RSS[contestant] - 5), pssMB: exactly(20) },
      afterFirstFlush: { rssMB: exactly(RSS[contestant]), pssMB: exactly(25) },
      underLoad: [{ events: 50_000, rssMB: RSS[contestant] + 10, pssMB: 40 }, { events: 100_000, rssMB: RSS[contestant] + 12, pssMB: 41 }],
    })),
    cpu: [
      { contestant: 'naive', format: 'text', recordBytes: 200, microsPerEvent: 23 },
      { contestant: 'ours', format: 'text', recordBytes: 200, microsPerEvent: 6.5 },
      { contestant: 'ours', format: 'json', recordBytes: 2_000, microsPerEvent: 38.25 },
      { contestant: 'ours', format: 'text', recordBytes: 200, streamFormat: 'ndjson gzip', microsPerEvent: 14.5 },
    ],
    holds: (['sparse', 'frequent'] as const).flatMap((shape) => [
      { contestant: 'bare' as const, latencyMs: 0, shape, holdMs: exactly(0.1), perInvocation: WRITTEN.bare },
      { contestant: 'naive' as const, latencyMs: 12, shape, holdMs: exactly(0.1), perInvocation: WRITTEN.naive },
      ...(['adaptive', 'end-of-invocation', 'periodic'] as const).map((strategy) => ({
        contestant: 'ours' as const, strategy, latencyMs: 12, shape,
        holdMs: exactly(strategy === 'periodic' || (strategy === 'adaptive' && shape === 'frequent') ? 0.2 : 40), perInvocation: WRITTEN.ours,
      })),
    ]),
    leastHolds: new Map([[0, { holdMs: exactly(27), roundTripMs: exactly(1) }], [12, { holdMs: exactly(39), roundTripMs: exactly(13) }]]),
    hang: { meanHoldMs: 50, flushTimeoutMs: 1_000, invocations: 20 },
    patterns: [
      { pattern: 'bursts of 6', strategy: 'adaptive', invocations: 60, holdMs: { p50: 40, mean: 42, p90: 50 }, delayMs: { p50: 40, p90: 60, max: 90 }, callsPerInvocation: 1 },
      { pattern: 'bursts of 6', strategy: 'end-of-invocation', invocations: 60, holdMs: { p50: 40, mean: 42, p90: 50 }, delayMs: { p50: 40, p90: 60, max: 90 }, callsPerInvocation: 1 },
      { pattern: 'bursts of 6', strategy: 'periodic', invocations: 60, holdMs: { p50: 0.1, mean: 0.1, p90: 0.2 }, delayMs: { p50: 4_300, p90: 8_500, max: 8_600 }, callsPerInvocation: 0.2 },
      { pattern: 'steady', strategy: 'adaptive', invocations: 750, holdMs: { p50: 0.1, mean: 0.6, p90: 0.2 }, delayMs: { p50: 500, p90: 990, max: 1_100 }, callsPerInvocation: 0.05 },
      { pattern: 'steady', strategy: 'end-of-invocation', invocations: 750, holdMs: { p50: 38, mean: 39, p90: 41 }, delayMs: { p50: 27, p90: 29, max: 54 }, callsPerInvocation: 1 },
    ],
    postAnswers: { startUpMs: exactly(20), loadMs: exactly(6) },
    recovery: { invocationsUntilWhole: 1, copies: 1 },
    throttling: { sentBytes: 12_000_000, acceptedBytes: 10_000_000 },
    throughput: [
      { recordBytes: 200, eventsPerSecond: 64_000, mbPerSecond: 12.8, extensionCpu: 0.5, limitedBy: 'machine' },
      { recordBytes: 20_000, eventsPerSecond: 2_000, mbPerSecond: 40, extensionCpu: 0.5, limitedBy: 'machine' },
    ],
    wire: [
      { contestant: 'ours', format: 'ndjson', events: 10_000, bytes: 25_600 * 160, records: 164, putUnits: 164, onDemandBytes: 4_200_000, calls: 23, wireBytes: 5_400_000 },
      { contestant: 'naive', format: 'one event per record', events: 10_000, bytes: 2_600_000, records: 10_011, putUnits: 10_011, onDemandBytes: 10_251_264, calls: 22, wireBytes: 4_000_000 },
    ],
    ...changes,
  };
}

export function aResult(changes: Partial<SubjectResult> = {}): BenchmarkResult {
  return {
    label: 'a test', quick: true, measuredAt: '2026-11-20T09:00:00.000Z',
    machine: { processors: 2, model: 'a processor', arch: 'x64', memoryMB: 8_192 },
    cpuLimitedBy: 'cgroup',
    size: { layerZipBytes: 150_000, bundleBytes: 400_000, naiveBundleBytes: 1_000_000 },
    runtimes: new Map([['nodejs22.x', aSubjectResult(changes)], ['nodejs24.x', aSubjectResult()]]),
    tookMs: 60_000,
  };
}
