import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { BenchmarkArguments } from './arguments';
import { contestantsOf } from './contestants/contestant';
import type { Contest, Contestant } from './contestants/contestant';
import { prepareContestants } from './contestants/prepare-contestants';
import type { Prepared } from './contestants/prepare-contestants';
import { withKinesis } from './kinesis/local-kinesis';
import { streamFormats } from './kinesis/stream-format';
import { measureFirstFlush } from './measures/first-flush';
import { measureHang } from './measures/hang';
import { measureHolds } from './measures/hold';
import { measureLongLoads } from './measures/long-loads';
import type { LongLoad } from './measures/long-loads';
import { measureLongRun } from './measures/long-run';
import { measureMemory } from './measures/memory';
import type { IdleMemory, Memory } from './measures/memory';
import { measurePostAnswers } from './measures/post-answers';
import type { LongestPostAnswers } from './measures/post-answers';
import { measureRecovery } from './measures/recovery';
import { measureSelection } from './measures/selection';
import { measureSize } from './measures/size';
import { measureStartUps } from './measures/start-ups';
import { measureSteadyLoad } from './measures/steady-load';
import { measureThrottling } from './measures/throttling';
import { measureThroughput } from './measures/throughput';
import { measureTrafficPatterns } from './measures/traffic-patterns';
import { measureWire } from './measures/wire';
import { FULL, Plan, QUICK } from './plan';
import { USUAL_LATENCY_MS } from './results/figures';
import { spread } from './results/quartiles';
import type { BenchmarkResult, CpuResult, FirstFlushResult, LoadMemory, MemoryFigure, MemoryResult, PostAnswerResult, SubjectResult, Throughput, WireResult } from './results/results';
import type { Cleanup } from '../command-line/cleanup';
import type { SubjectName } from '../faults/subject';

const WIRE_EVENTS = 10_000;

/** Takes all measurements, one after the other. */
export async function runBenchmark(args: BenchmarkArguments, progress: (text: string) => void, cleanup: Cleanup): Promise<BenchmarkResult> {
  const startedAt = performance.now();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'telemetry-benchmark-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  progress('the layers of the other extensions');
  const prepared = await prepareContestants(folder, args.layer, args.subjects);
  const { contests, naiveBundleBytes, withoutGo } = prepared;
  if (withoutGo !== undefined) progress(`without the extension in Go: ${withoutGo}`);
  const size = { ...await measureSize(args.layer), naiveBundleBytes };
  const plan = args.quick ? QUICK : FULL;
  const run = new Run(plan, prepared, progress);

  const { startUps, cpuLimitedBy } = await measureStartUps({ contests, plan, progress });
  const firstFlushes = await run.perContest('the first flush over TLS with the CPU share of 128 MB', (contest) => run.firstFlush(contest));
  const loads = await measureLongLoads({ contests, plan, progress });
  const memory = await run.memory(loads);
  const longRuns = await run.perContest('memory in a long run', (contest) => run.longRun(contest));
  const cpu = await run.cpu(loads);
  const { holds, leastHolds } = await run.holds();
  const hangs = await run.perContest('hold while Kinesis hangs', ({ runtime, ours }) => measureHang(runtime, ours));
  const patterns = await run.perContest('hold and delay by traffic pattern', (contest) => run.patterns(contest));
  const postAnswers = await run.perContest('the longest answer to a POST of telemetry', (contest) => run.postAnswers(contest));
  const recoveries = await run.perContest('recovery from one denied call', ({ runtime, ours }) => measureRecovery(runtime, ours));
  const throttlings = await run.perContest('bytes for a throttled shard', ({ runtime, ours }) => measureThrottling(runtime, ours));
  const throughput = await run.perContest('throughput', (contest) => run.throughput(contest));
  const wire = await run.perContest('bytes and PUT units', (contest) => run.wire(contest));
  const selections = await run.perContest('masks, filters and hostile events', (contest) => measureSelection(contest, plan));

  const [{ model }] = os.cpus();
  return {
    label: args.label,
    quick: args.quick,
    measuredAt: new Date().toISOString(),
    machine: { processors: os.availableParallelism(), model, arch: os.arch(), memoryMB: Math.round(os.totalmem() / 2 ** 20) },
    cpuLimitedBy,
    size,
    withoutGo,
    subjects: new Map(contests.map(({ subject }): [SubjectName, SubjectResult] => [subject, {
      startUps: startUps.get(subject)!,
      firstFlush: firstFlushes.get(subject)!,
      memory: memory.get(subject)!,
      longRun: longRuns.get(subject)!,
      cpu: cpu.get(subject)!,
      holds: holds.get(subject)!,
      leastHolds: leastHolds.get(subject)!,
      hang: hangs.get(subject)!,
      patterns: patterns.get(subject)!,
      postAnswers: postAnswers.get(subject)!,
      recovery: recoveries.get(subject)!,
      throttling: throttlings.get(subject)!,
      throughput: throughput.get(subject)!,
      wire: wire.get(subject)!,
      selection: selections.get(subject)!,
    }])),
    tookMs: performance.now() - startedAt,
  };
}

type PerSubject<T> = ReadonlyMap<SubjectName, T>;

class Run {
  private readonly contests: readonly Contest[];

  constructor(private readonly plan: Plan, private readonly prepared: Prepared, private readonly progress: (text: string) => void) {
    this.contests = prepared.contests;
  }

  async perContest<T>(what: string, measure: (contest: Contest) => Promise<T>): Promise<PerSubject<T>> {
    const results = new Map<SubjectName, T>();
    for (const contest of this.contests) {
      this.progress(`${what}, ${contest.subject}`);
      results.set(contest.subject, await measure(contest));
    }
    return results;
  }

  async firstFlush(contest: Contest): Promise<FirstFlushResult> {
    const holds: number[] = [];
    for (let i = 0; i < this.plan.limitedStartUps; i++) holds.push(await measureFirstFlush(contest));
    return { holdMs: spread(holds), latencyMs: USUAL_LATENCY_MS };
  }

  async memory(loads: PerSubject<readonly LongLoad[]>): Promise<PerSubject<readonly MemoryResult[]>> {
    return this.perContest('memory', async (contest) => {
      const all = contestantsOf(contest);
      const idle = new Map<Contestant, IdleMemory[]>(all.map((contestant) => [contestant, []]));
      await withKinesis(async (kinesis) => {
        for (let i = 0; i < this.plan.memories; i++) {
          for (const contestant of all) idle.get(contestant)?.push(await measureMemory({ runtime: contest.runtime, contestant, kinesis }));
        }
      });
      return all.map((contestant): MemoryResult => ({
        contestant: contestant.name,
        idle: memoryFigure(idle.get(contestant)!.map((sample) => sample.idle)),
        afterFirstFlush: memoryFigure(idle.get(contestant)!.map(({ afterFirstFlush }) => afterFirstFlush)),
        underLoad: loads.get(contest.subject)!.find(({ cpu }) => cpu.contestant === contestant.name)!.memory,
      }));
    });
  }

  async longRun(contest: Contest): Promise<readonly LoadMemory[]> {
    const { longRun } = this.plan;
    return longRun?.subjects.includes(contest.subject) ? measureLongRun(contest, longRun.events, longRun.step) : [];
  }

  /** Measures the sizes and formats that the long loads do not include. */
  async cpu(loads: PerSubject<readonly LongLoad[]>): Promise<PerSubject<readonly CpuResult[]>> {
    return this.perContest('CPU time by size and format of events', async (contest) => {
      const results = loads.get(contest.subject)!.map(({ cpu }) => cpu).filter(({ microsPerEvent }) => !Number.isNaN(microsPerEvent));
      for (const { format, recordBytes, ...rest } of this.onlyFirst(contest, this.plan.cpuCases)) {
        const load = { runtime: contest.runtime, contestant: contest.ours, format, recordBytes, ...rest };
        const { cpuMicrosPerEvent } = await withKinesis((kinesis) => measureSteadyLoad({ ...load, kinesis }));
        results.push({ contestant: 'ours', format, recordBytes, microsPerEvent: cpuMicrosPerEvent });
      }
      return [...results, ...await this.cpuOfStreamFormats(contest)];
    });
  }

  async holds() {
    this.progress(`hold, with a Kinesis latency of ${this.plan.latenciesMs.join(', ')} ms`);
    return measureHolds({ contests: this.contests, bareSender: this.prepared.bareSender, ...this.plan });
  }

  async patterns({ runtime, ours }: Contest) {
    return measureTrafficPatterns({ runtime, contestant: ours, rounds: this.plan.patternRounds });
  }

  async postAnswers({ runtime, ours }: Contest): Promise<PostAnswerResult> {
    const samples: LongestPostAnswers[] = [];
    for (let i = 0; i < this.plan.postAnswers; i++) {
      samples.push(await measurePostAnswers({ runtime, contestant: ours, loadEvents: this.plan.postAnswerEvents }));
    }
    const of = (figure: keyof LongestPostAnswers) => spread(samples.map((sample) => sample[figure]));
    return { startUpMs: of('startUpMs'), loadMs: of('loadMs'), idleMs: of('idleMs') };
  }

  async throughput({ runtime, ours }: Contest): Promise<Throughput[]> {
    const { throughputRefinements: refinements, throughputMs: durationMs } = this.plan;
    const props = { runtime, contestant: ours, refinements, durationMs };
    const small = await measureThroughput({ ...props, recordBytes: 200, from: 16_000 });
    return [small, await measureThroughput({ ...props, recordBytes: 20_000, from: 1_000 })];
  }

  async wire(contest: Contest): Promise<WireResult[]> {
    const { runtime, ours, peer } = contest;
    const results: WireResult[] = [];
    for (const format of this.onlyFirst(contest, streamFormats())) {
      results.push({ contestant: 'ours', format: format.name, ...await measureWire({ runtime, contestant: ours, format, events: WIRE_EVENTS }) });
    }
    if (!peer) return results;
    const format = { name: peer.name === 'naive' ? 'one event per record' : 'events without envelopes', settings: {} };
    results.push({ contestant: peer.name, format: format.name, ...await measureWire({ runtime, contestant: peer, format, events: WIRE_EVENTS }) });
    return results;
  }

  private async cpuOfStreamFormats(contest: Contest): Promise<CpuResult[]> {
    const { streamFormatCpu } = this.plan;
    if (!streamFormatCpu) return [];
    const { format, recordBytes } = streamFormatCpu;
    const results: CpuResult[] = [];
    for (const { name, settings } of this.onlyFirst(contest, streamFormats()).slice(1)) {
      const load = { runtime: contest.runtime, contestant: contest.ours, settings, ...streamFormatCpu };
      const { cpuMicrosPerEvent } = await withKinesis((kinesis) => measureSteadyLoad({ ...load, kinesis }));
      results.push({ contestant: 'ours', format, recordBytes, streamFormat: name, microsPerEvent: cpuMicrosPerEvent });
    }
    return results;
  }

  private onlyFirst<T>({ subject }: Contest, all: readonly T[]): readonly T[] {
    return this.plan.thorough.includes(subject) ? all : all.slice(0, 1);
  }
}

function memoryFigure(samples: readonly Memory[]): MemoryFigure {
  return { rssMB: spread(samples.map(({ rssMB }) => rssMB)), pssMB: spread(samples.map(({ pssMB }) => pssMB)) };
}
