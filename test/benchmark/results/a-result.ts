import type { ContestantName } from '../../../benchmark/contestants/contestant';
import type { Spread } from '../../../benchmark/results/quartiles';
import type { BenchmarkResult, MemoryResult, Speed, Starter, StartUpResult, SubjectResult } from '../../../benchmark/results/results';

/** A single measurement. */
export const exactly = (median: number): Spread => ({ median, lower: median, upper: median, count: 1 });

/** The figures that differ between the hosts of our extension, and those of the extension that is compared with it there. */
interface HostFigures {
  readonly peer: 'naive' | 'go';
  readonly register: { readonly ours: number; readonly peer: number };
  readonly init: { readonly ours: number; readonly peer: number };
  /** After the first flush. Before it, it is less by a tenth. */
  readonly rssMB: { readonly ours: number; readonly peer: number };
  readonly rssAfter100kMB: { readonly ours: number; readonly peer: number };
  readonly cpuMicros: { readonly ours: number; readonly peer: number };
  readonly firstFlushMs: number;
  readonly postAnswerMs: { readonly startUp: number; readonly load: number };
  readonly peerWire: { readonly format: string; readonly records: number };
}

const NODEJS: HostFigures = {
  peer: 'naive',
  register: { ours: 33, peer: 120 },
  init: { ours: 140, peer: 300 },
  rssMB: { ours: 59, peer: 90 },
  rssAfter100kMB: { ours: 71, peer: 102 },
  cpuMicros: { ours: 6.5, peer: 23 },
  firstFlushMs: 200,
  postAnswerMs: { startUp: 20, load: 6 },
  peerWire: { format: 'one event per record', records: 10_011 },
};

const NATIVE: HostFigures = {
  peer: 'go',
  register: { ours: 3, peer: 9 },
  init: { ours: 102, peer: 103 },
  rssMB: { ours: 4, peer: 8 },
  rssAfter100kMB: { ours: 6, peer: 15 },
  cpuMicros: { ours: 8, peer: 9 },
  firstFlushMs: 80,
  postAnswerMs: { startUp: 2, load: 3 },
  peerWire: { format: 'events without envelopes', records: 120 },
};

const REGISTER = { none: NaN, bare: 30 };
const INIT = { none: 100, bare: 130 };
const RSS = { bare: 45 };
/** On-demand bytes are whole kilobytes: 13 records of the peer, one of ours. */
const WRITTEN = {
  bare: { records: 0, bytes: 0, putUnits: 0, onDemandBytes: 0 },
  peer: { records: 13, bytes: 4_000, putUnits: 13, onDemandBytes: 13 * 1_024 },
  ours: { records: 1, bytes: 7_000, putUnits: 1, onDemandBytes: 7 * 1_024 },
};

function startUp({ peer, register, init }: HostFigures, starter: Starter, speed: Speed): StartUpResult {
  const slower = { full: 1, 512: 4, 128: 15 }[speed];
  const ms = (value: number) => exactly(value * slower);
  const of = (bases: { readonly none: number; readonly bare: number }, own: typeof register) =>
    ({ ...bases, naive: NaN, go: NaN, ours: own.ours, [peer]: own.peer })[starter];
  const registered = of(REGISTER, register);
  return {
    starter, speed,
    figures: {
      registerMs: ms(registered), subscribeMs: ms(registered + 4), readyMs: ms(registered + 5),
      initMs: ms(of(INIT, init)), functionInitMs: ms(80), firstInvocationMs: ms(10),
    },
  };
}

function resultOf(host: HostFigures, changes: Partial<SubjectResult>): SubjectResult {
  const { peer, rssMB, rssAfter100kMB, cpuMicros, postAnswerMs, peerWire } = host;
  const memory = (contestant: ContestantName, flushed: number, loaded: number): MemoryResult => ({
    contestant,
    idle: { rssMB: exactly(flushed * 0.9), pssMB: exactly(20) },
    afterFirstFlush: { rssMB: exactly(flushed), pssMB: exactly(25) },
    underLoad: [{ events: 50_000, rssMB: loaded - 1, pssMB: 40 }, { events: 100_000, rssMB: loaded, pssMB: 41 }],
  });
  return {
    startUps: (['full', '128', '512'] as const).flatMap((speed) =>
      (['none', 'bare', peer, 'ours'] as const).map((starter) => startUp(host, starter, speed))),
    memory: [memory('bare', RSS.bare, RSS.bare + 12), memory(peer, rssMB.peer, rssAfter100kMB.peer), memory('ours', rssMB.ours, rssAfter100kMB.ours)],
    longRun: [100_000, 500_000, 1_000_000].map((events, index) => ({ events, rssMB: rssMB.ours + [0, 0.8, 0.5][index], pssMB: 20 })),
    firstFlush: { holdMs: exactly(host.firstFlushMs), latencyMs: 12 },
    cpu: [
      { contestant: peer, format: 'text', recordBytes: 200, microsPerEvent: cpuMicros.peer },
      { contestant: 'ours', format: 'text', recordBytes: 200, microsPerEvent: cpuMicros.ours },
      { contestant: 'ours', format: 'json', recordBytes: 2_000, microsPerEvent: 38.25 },
      { contestant: 'ours', format: 'text', recordBytes: 200, streamFormat: 'ndjson gzip', microsPerEvent: 14.5 },
    ],
    holds: (['sparse', 'frequent'] as const).flatMap((shape) => [
      { contestant: 'bare' as const, latencyMs: 0, shape, holdMs: exactly(0.1), perInvocation: WRITTEN.bare },
      { contestant: peer, latencyMs: 12, shape, holdMs: exactly(0.1), perInvocation: WRITTEN.peer },
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
    postAnswers: { startUpMs: exactly(postAnswerMs.startUp), loadMs: exactly(postAnswerMs.load), idleMs: exactly(1) },
    recovery: { invocationsUntilWhole: 1, copies: 1 },
    throttling: { sentBytes: 12_000_000, acceptedBytes: 10_000_000 },
    throughput: [
      { recordBytes: 200, eventsPerSecond: 64_000, mbPerSecond: 12.8, extensionCpu: 0.5, limitedBy: 'machine' },
      { recordBytes: 20_000, eventsPerSecond: 2_000, mbPerSecond: 40, extensionCpu: 0.5, limitedBy: 'machine' },
    ],
    wire: [
      { contestant: 'ours', format: 'ndjson', events: 10_000, bytes: 25_600 * 160, records: 164, putUnits: 164, onDemandBytes: 4_200_000, calls: 23, wireBytes: 5_400_000 },
      {
        contestant: peer, ...peerWire, events: 10_000, bytes: 2_600_000, putUnits: peerWire.records, onDemandBytes: 10_251_264, calls: 22,
        wireBytes: 4_000_000,
      },
    ],
    selection: {
      maskingMicrosPerEvent: { without: 5, with: 6.5 },
      maskingMemoryMB: { without: 6, with: 7 },
      filtering: {
        without: { events: 10_000, bytes: 4_000_000, records: 160, putUnits: 160, onDemandBytes: 4_200_000, calls: 20, wireBytes: 5_400_000 },
        with: { events: 10_000, bytes: 400_000, records: 16, putUnits: 20, onDemandBytes: 420_000, calls: 20, wireBytes: 540_000 },
      },
      hostileEvents: [{ record: 'base64', ms: 12 }, { record: 'digits', ms: 3 }, { record: 'numbers', ms: 9 }],
    },
    ...changes,
  };
}

/** Results of Node.js with recognizable figures. */
export function aSubjectResult(changes: Partial<SubjectResult> = {}): SubjectResult {
  return resultOf(NODEJS, changes);
}

/** Results of the native host with recognizable figures. */
export function aNativeResult(changes: Partial<SubjectResult> = {}): SubjectResult {
  return resultOf(NATIVE, changes);
}

export function aResult(changes: Partial<SubjectResult> = {}): BenchmarkResult {
  return {
    label: 'a test', quick: true, measuredAt: '2026-11-20T09:00:00.000Z',
    machine: { processors: 2, model: 'a processor', arch: 'x64', memoryMB: 8_192 },
    cpuLimitedBy: 'cgroup',
    size: { layerZipBytes: 3_900_000, nativeHosts: 2, bundleBytes: 400_000, naiveBundleBytes: 1_000_000 },
    subjects: new Map([['native', aNativeResult()], ['nodejs22.x', aSubjectResult(changes)], ['nodejs24.x', aSubjectResult()]]),
    tookMs: 60_000,
  };
}
