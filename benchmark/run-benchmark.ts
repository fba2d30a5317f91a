import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { BenchmarkArguments } from './arguments';
import type { LambdaRuntime } from '../simulator';
import type { Contestant, Contestants, Extension } from './contestants/contestant';
import { prepareContestants } from './contestants/prepare-contestants';
import { LocalKinesis } from './kinesis/local-kinesis';
import { streamFormats } from './kinesis/stream-format';
import { measureHang } from './measures/hang';
import { measureHolds } from './measures/hold';
import { measureMemory } from './measures/memory';
import type { IdleMemory, Memory } from './measures/memory';
import { measurePostAnswers } from './measures/post-answers';
import type { LongestPostAnswers } from './measures/post-answers';
import { measureRecovery } from './measures/recovery';
import { measureSize } from './measures/size';
import { measureStartUp } from './measures/start-up';
import { measureSteadyLoad } from './measures/steady-load';
import { measureThrottling } from './measures/throttling';
import { measureThroughput } from './measures/throughput';
import { measureTrafficPatterns } from './measures/traffic-patterns';
import { measureWire } from './measures/wire';
import { FULL, Plan, QUICK } from './plan';
import { spread } from './results/quartiles';
import type { BenchmarkResult, CpuResult, LoadMemory, MemoryFigure, MemoryResult, PostAnswerResult, RuntimeResult, Speed, Starter, StartUp, StartUpResult, Throughput, WireResult } from './results/results';
import type { Cleanup } from '../command-line/cleanup';
import type { CpuShareMeans } from '../simulator/cpu/cpu-share';

const RUNTIMES: readonly LambdaRuntime[] = ['nodejs22.x', 'nodejs24.x'];
const SPEEDS: readonly Speed[] = ['full', '128', '512'];
const WIRE_EVENTS = 10_000;

/** Takes all measurements, one after the other. */
export async function runBenchmark(args: BenchmarkArguments, progress: (text: string) => void, cleanup: Cleanup): Promise<BenchmarkResult> {
  const startedAt = performance.now();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'telemetry-benchmark-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const { contestants, bareSender, naiveBundleBytes } = await prepareContestants(folder, args.layer);
  const size = { ...await measureSize(args.layer), naiveBundleBytes };
  const run = new Run(args.quick ? QUICK : FULL, contestants, bareSender, progress);

  const startUps = await run.startUps();
  const loads = await run.perRuntime('memory and CPU time under a long load', (runtime) => run.longLoads(runtime));
  const memory = await run.memory(loads);
  const cpu = await run.cpu(loads);
  const { holds, leastHolds } = await run.holds();
  const hangs = await run.perRuntime('hold while Kinesis hangs', (runtime) => measureHang(runtime, contestants.ours));
  const patterns = await run.perRuntime('hold and delay by traffic pattern', (runtime) => run.patterns(runtime));
  const postAnswers = await run.perRuntime('the longest answer to a POST of telemetry', (runtime) => run.postAnswers(runtime));
  const recoveries = await run.perRuntime('recovery from one denied call', (runtime) => measureRecovery(runtime, contestants.ours));
  const throttlings = await run.perRuntime('bytes for a throttled shard', (runtime) => measureThrottling(runtime, contestants.ours));
  const throughput = await run.perRuntime('throughput', (runtime) => run.throughput(runtime));
  const wire = await run.perRuntime('bytes and PUT units', (runtime) => run.wire(runtime));

  const [{ model }] = os.cpus();
  return {
    label: args.label,
    quick: args.quick,
    measuredAt: new Date().toISOString(),
    machine: { processors: os.availableParallelism(), model, arch: os.arch(), memoryMB: Math.round(os.totalmem() / 2 ** 20) },
    cpuLimitedBy: run.cpuLimitedBy,
    size,
    runtimes: new Map(RUNTIMES.map((runtime): [LambdaRuntime, RuntimeResult] => [runtime, {
      startUps: startUps.get(runtime)!,
      memory: memory.get(runtime)!,
      cpu: cpu.get(runtime)!,
      holds: holds.get(runtime)!,
      leastHolds: leastHolds.get(runtime)!,
      hang: hangs.get(runtime)!,
      patterns: patterns.get(runtime)!,
      postAnswers: postAnswers.get(runtime)!,
      recovery: recoveries.get(runtime)!,
      throttling: throttlings.get(runtime)!,
      throughput: throughput.get(runtime)!,
      wire: wire.get(runtime)!,
    }])),
    tookMs: performance.now() - startedAt,
  };
}

/** The memory and CPU time of an extension under the long load. */
interface LongLoad {
  readonly cpu: CpuResult;
  readonly memory: readonly LoadMemory[];
}

class Run {
  cpuLimitedBy: CpuShareMeans = 'duty-cycle';
  private readonly all: readonly Contestant[];

  constructor(private readonly plan: Plan, private readonly contestants: Contestants, private readonly bareSender: Extension,
    private readonly progress: (text: string) => void) {
    this.all = [contestants.bare, contestants.naive, contestants.ours];
  }

  async perRuntime<T>(what: string, measure: (runtime: LambdaRuntime) => Promise<T>): Promise<ReadonlyMap<LambdaRuntime, T>> {
    const results = new Map<LambdaRuntime, T>();
    for (const runtime of RUNTIMES) {
      this.progress(`${what}, ${runtime}`);
      results.set(runtime, await measure(runtime));
    }
    return results;
  }

  /** Starts the extensions by turns, so that the load of the machine affects all of them. */
  async startUps(): Promise<ReadonlyMap<LambdaRuntime, readonly StartUpResult[]>> {
    const samples = new Map<string, StartUp[]>();
    const starters: readonly (Contestant | undefined)[] = [undefined, ...this.all];
    const start = async (kinesis: LocalKinesis, runtime: LambdaRuntime, speed: Speed, contestant: Contestant | undefined) => {
      const limitedToMB = speed === 'full' ? undefined : Number(speed);
      const { means, ...sample } = await measureStartUp({ runtime, contestant, kinesis, limitedToMB });
      if (means) this.cpuLimitedBy = means;
      const key = keyOf(runtime, speed, nameOf(contestant));
      samples.set(key, [...samples.get(key) ?? [], sample]);
    };
    const kinesis = await LocalKinesis.start();
    try {
      this.progress(`startup: ${this.plan.startUps} of each, by turns; ${this.plan.startUps * this.plan.startUpPairs} of the bare extension and of ours`);
      const { bare, naive, ours } = this.contestants;
      const turn = [undefined, naive, ...Array.from({ length: this.plan.startUpPairs }, () => [bare, ours]).flat()];
      for (let i = 0; i < this.plan.startUps; i++) {
        for (const runtime of RUNTIMES) for (const contestant of turn) await start(kinesis, runtime, 'full', contestant);
      }
      // The shares are so small that all of them run at once without affecting each other.
      this.progress(`startup with the CPU share of 128 MB: ${this.plan.limitedStartUps} of each, all at once`);
      for (let i = 0; i < this.plan.limitedStartUps; i++) {
        await Promise.all(RUNTIMES.flatMap((runtime) => starters.map((contestant) => start(kinesis, runtime, '128', contestant))));
      }
      this.progress(`startup with the CPU share of 512 MB: ${this.plan.limitedStartUps} of each, two at once`);
      for (let i = 0; i < this.plan.limitedStartUps; i++) {
        for (const contestant of starters) await Promise.all(RUNTIMES.map((runtime) => start(kinesis, runtime, '512', contestant)));
      }
    } finally {
      await kinesis.stop();
    }
    const resultOf = (runtime: LambdaRuntime, speed: Speed, starter: Starter): StartUpResult =>
      ({ starter, speed, figures: spreads(samples.get(keyOf(runtime, speed, starter)) ?? []) });
    return new Map(RUNTIMES.map((runtime) =>
      [runtime, SPEEDS.flatMap((speed) => starters.map((contestant) => resultOf(runtime, speed, nameOf(contestant))))]));
  }

  async memory(loads: ReadonlyMap<LambdaRuntime, readonly LongLoad[]>): Promise<ReadonlyMap<LambdaRuntime, readonly MemoryResult[]>> {
    return this.perRuntime('memory', async (runtime) => {
      const idle = new Map<Contestant, IdleMemory[]>(this.all.map((contestant) => [contestant, []]));
      await withKinesis(async (kinesis) => {
        for (let i = 0; i < this.plan.memories; i++) {
          for (const contestant of this.all) idle.get(contestant)?.push(await measureMemory({ runtime, contestant, kinesis }));
        }
      });
      return this.all.map((contestant): MemoryResult => ({
        contestant: contestant.name,
        idle: memoryFigure(idle.get(contestant)!.map((sample) => sample.idle)),
        afterFirstFlush: memoryFigure(idle.get(contestant)!.map(({ afterFirstFlush }) => afterFirstFlush)),
        underLoad: loads.get(runtime)!.find(({ cpu }) => cpu.contestant === contestant.name)!.memory,
      }));
    });
  }

  /** Measures the sizes and formats that the long loads do not include. */
  async cpu(loads: ReadonlyMap<LambdaRuntime, readonly LongLoad[]>): Promise<ReadonlyMap<LambdaRuntime, readonly CpuResult[]>> {
    return this.perRuntime('CPU time by size and format of events', async (runtime) => {
      const results = loads.get(runtime)!.map(({ cpu }) => cpu).filter(({ microsPerEvent }) => !Number.isNaN(microsPerEvent));
      for (const { format, recordBytes, ...rest } of this.onlyFirst(runtime, this.plan.cpuCases)) {
        const contestant = this.contestants.ours;
        const load = { runtime, contestant, format, recordBytes, ...rest };
        const { cpuMicrosPerEvent } = await withKinesis((kinesis) => measureSteadyLoad({ ...load, kinesis }));
        results.push({ contestant: contestant.name, format, recordBytes, microsPerEvent: cpuMicrosPerEvent });
      }
      return [...results, ...await this.cpuOfStreamFormats(runtime)];
    });
  }

  async holds() {
    this.progress(`hold, with a Kinesis latency of ${this.plan.latenciesMs.join(', ')} ms`);
    return measureHolds({ runtimes: RUNTIMES, contestants: this.contestants, bareSender: this.bareSender, ...this.plan });
  }

  async patterns(runtime: LambdaRuntime) {
    return measureTrafficPatterns({ runtime, contestant: this.contestants.ours, rounds: this.plan.patternRounds });
  }

  async postAnswers(runtime: LambdaRuntime): Promise<PostAnswerResult> {
    const samples: LongestPostAnswers[] = [];
    for (let i = 0; i < this.plan.postAnswers; i++) {
      samples.push(await measurePostAnswers({ runtime, contestant: this.contestants.ours, loadEvents: this.plan.postAnswerEvents }));
    }
    return { startUpMs: spread(samples.map(({ startUpMs }) => startUpMs)), loadMs: spread(samples.map(({ loadMs }) => loadMs)) };
  }

  async throughput(runtime: LambdaRuntime): Promise<Throughput[]> {
    const { throughputRefinements: refinements, throughputMs: durationMs } = this.plan;
    const props = { runtime, contestant: this.contestants.ours, refinements, durationMs };
    const small = await measureThroughput({ ...props, recordBytes: 200, from: 16_000 });
    return [small, await measureThroughput({ ...props, recordBytes: 20_000, from: 1_000 })];
  }

  async wire(runtime: LambdaRuntime): Promise<WireResult[]> {
    const results: WireResult[] = [];
    const { ours, naive } = this.contestants;
    for (const format of this.onlyFirst(runtime, streamFormats())) {
      results.push({ contestant: 'ours', format: format.name, ...await measureWire({ runtime, contestant: ours, format, events: WIRE_EVENTS }) });
    }
    const format = { name: 'one event per record', settings: {} };
    results.push({ contestant: 'naive', format: format.name, ...await measureWire({ runtime, contestant: naive, format, events: WIRE_EVENTS }) });
    return results;
  }

  private async cpuOfStreamFormats(runtime: LambdaRuntime): Promise<CpuResult[]> {
    const { streamFormatCpu } = this.plan;
    if (!streamFormatCpu) return [];
    const { format, recordBytes } = streamFormatCpu;
    const results: CpuResult[] = [];
    for (const { name, settings } of this.onlyFirst(runtime, streamFormats()).slice(1)) {
      const load = { runtime, contestant: this.contestants.ours, settings, ...streamFormatCpu };
      const { cpuMicrosPerEvent } = await withKinesis((kinesis) => measureSteadyLoad({ ...load, kinesis }));
      results.push({ contestant: 'ours', format, recordBytes, streamFormat: name, microsPerEvent: cpuMicrosPerEvent });
    }
    return results;
  }

  private onlyFirst<T>(runtime: LambdaRuntime, all: readonly T[]): readonly T[] {
    return this.plan.thorough.includes(runtime) ? all : all.slice(0, 1);
  }

  async longLoads(runtime: LambdaRuntime): Promise<LongLoad[]> {
    const loads: LongLoad[] = [];
    for (const contestant of this.all) {
      const events = contestant.name === 'naive' ? this.plan.naiveLoadEvents : this.plan.loadEvents;
      const { cpuMicrosPerEvent, afterWarmUp, afterAll } = await withKinesis((kinesis) => measureSteadyLoad({
        runtime, contestant, kinesis, format: 'text', recordBytes: 200, eventsPerPost: this.plan.loadEventsPerPost,
        warmUpEvents: events / 2, measuredEvents: events / 2,
      }));
      loads.push({
        cpu: { contestant: contestant.name, format: 'text', recordBytes: 200, microsPerEvent: cpuMicrosPerEvent },
        memory: [{ events: events / 2, ...afterWarmUp }, { events, ...afterAll }],
      });
    }
    return loads;
  }
}

async function withKinesis<T>(measure: (kinesis: LocalKinesis) => Promise<T>): Promise<T> {
  const kinesis = await LocalKinesis.start();
  try {
    return await measure(kinesis);
  } finally {
    await kinesis.stop();
  }
}

function nameOf(contestant: Contestant | undefined): Starter {
  return contestant?.name ?? 'none';
}

function keyOf(runtime: LambdaRuntime, speed: Speed, starter: Starter): string {
  return [runtime, speed, starter].join(' ');
}

function spreads(samples: readonly StartUp[]): StartUpResult['figures'] {
  const of = (field: keyof StartUp) => spread(samples.map((sample) => sample[field]));
  return {
    registerMs: of('registerMs'), subscribeMs: of('subscribeMs'), readyMs: of('readyMs'),
    initMs: of('initMs'), functionInitMs: of('functionInitMs'), firstInvocationMs: of('firstInvocationMs'),
  };
}

function memoryFigure(samples: readonly Memory[]): MemoryFigure {
  return { rssMB: spread(samples.map(({ rssMB }) => rssMB)), pssMB: spread(samples.map(({ pssMB }) => pssMB)) };
}
