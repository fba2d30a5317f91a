import { setTimeout as delay } from 'node:timers/promises';
import { BareSender } from './bare-sender';
import type { ExecutionEnvironment, LambdaRuntime } from '../../simulator';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import type { FlushStrategyName } from '../../src/settings/settings';
import type { Contestant, Contestants, Extension } from '../contestants/contestant';
import { createEnvironment } from '../environment/environment';
import { INVOCATION, LINES_PER_INVOCATION } from '../environment/invocation';
import { LocalKinesis, StreamMeter } from '../kinesis/local-kinesis';
import { USUAL_LATENCY_MS } from '../results/figures';
import { spread } from '../results/quartiles';
import type { Hold, LeastHold, TrafficShape } from '../results/results';

export interface HoldsProps {
  readonly runtimes: readonly LambdaRuntime[];
  readonly contestants: Contestants;
  readonly bareSender: Extension;
  readonly latenciesMs: readonly number[];
  readonly sparseInvocations: number;
  readonly frequentInvocations: number;
  /** Of what comes without any setting, and of the naive extension, at the usual distance: long enough to see how invocations share records. */
  readonly longFrequentInvocations: number;
}

export interface HoldResults {
  readonly holds: ReadonlyMap<LambdaRuntime, readonly Hold[]>;
  /** By latency. */
  readonly leastHolds: ReadonlyMap<LambdaRuntime, ReadonlyMap<number, LeastHold>>;
}

/** From one beginning to the next, in milliseconds: more than a second is sparse to the adaptive strategy. */
const SPARSE_MS = 1_100;
const FREQUENT_PAUSE_MS = 5;
/** The adaptive strategy must have seen a few before it knows; Node.js, too, is slow the first time. */
const UNCOUNTED_FREQUENT = 4;
/** After two, as much of earlier invocations is sent in each as stays behind for later ones. */
const UNCOUNTED_SPARSE = 2;

const STRATEGIES: readonly FlushStrategyName[] = FLUSH_STRATEGY.choices;

/** One environment that is invoked, and what is known of it. */
class Player {
  static async start(
    runtime: LambdaRuntime, contestant: Contestant, strategy: FlushStrategyName | undefined, kinesis: LocalKinesis,
  ): Promise<Player> {
    const stream = await kinesis.newStream();
    const environment = await createEnvironment({
      runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.endpoint,
      environment: strategy ? { [FLUSH_STRATEGY.variable]: strategy } : {},
    });
    return new Player(runtime, contestant, strategy, kinesis.latencyMs, stream, environment);
  }

  private readonly results: Hold[] = [];
  private holds: number[] = [];
  private invocations = 0;
  private sinceShape = 0;
  private before = { records: 0, bytes: 0, putUnits: 0, onDemandBytes: 0 };

  private constructor(readonly runtime: LambdaRuntime, private readonly contestant: Contestant,
    private readonly strategy: FlushStrategyName | undefined,
    private readonly latencyMs: number, private readonly stream: StreamMeter, private readonly environment: ExecutionEnvironment) {}

  async invoke(counts: boolean): Promise<void> {
    const { status, error, holdMs } = await this.environment.invoke(INVOCATION);
    if (status !== 'success') throw new Error(`An invocation failed: ${JSON.stringify(error)}`);
    this.invocations++;
    this.sinceShape++;
    if (counts) this.holds.push(holdMs);
  }

  /** Whether what it writes for frequent invocations matters for the costs. */
  get sharesRecords(): boolean {
    return this.latencyMs === USUAL_LATENCY_MS && (this.contestant.name === 'naive' || this.strategy === FLUSH_STRATEGY.default);
  }

  /** What comes into the stream counts from now on. */
  count(): void {
    this.before = this.written();
    this.holds = [];
    this.sinceShape = 0;
  }

  endOfShape(shape: TrafficShape): void {
    const now = this.written();
    const each = (field: keyof typeof now) => (now[field] - this.before[field]) / this.sinceShape;
    this.results.push({
      contestant: this.contestant.name, strategy: this.strategy, latencyMs: this.latencyMs, shape, holdMs: spread(this.holds),
      perInvocation: { records: each('records'), bytes: each('bytes'), putUnits: each('putUnits'), onDemandBytes: each('onDemandBytes') },
    });
    this.count();
  }

  private written() {
    const { records, bytes, putUnits, onDemandBytes } = this.stream;
    return { records, bytes, putUnits, onDemandBytes };
  }

  /** @throws when a line has not arrived */
  async finish(): Promise<readonly Hold[]> {
    await this.environment.shutdown();
    const logged = this.invocations * LINES_PER_INVOCATION;
    const arrived = this.stream.functionEvents();
    if (this.contestant.name !== 'bare' && arrived !== logged) {
      throw new Error(`${logged} lines were logged, ${arrived} arrived (${this.contestant.name}, ${this.strategy})`);
    }
    this.endOfShape('frequent');
    return this.results;
  }

  async dispose(): Promise<void> {
    await this.environment.dispose();
  }
}

/** Invocations after a pause, then invocations in a burst, for each strategy and each distance of Kinesis. */
export async function measureHolds(props: HoldsProps): Promise<HoldResults> {
  const kineses: LocalKinesis[] = [];
  const players: Player[] = [];
  const senders: BareSender[] = [];
  try {
    for (const latencyMs of props.latenciesMs) {
      const kinesis = await LocalKinesis.start({ latencyMs });
      kineses.push(kinesis);
      const nearest = latencyMs === Math.min(...props.latenciesMs);
      for (const runtime of props.runtimes) {
        senders.push(await BareSender.start(runtime, props.bareSender, kinesis));
        players.push(...await startAll(runtime, props.contestants, kinesis, nearest));
      }
    }
    for (let round = -UNCOUNTED_SPARSE; round < props.sparseInvocations; round++) {
      if (round === 0) players.forEach((player) => player.count());
      const roundEnds = delay(SPARSE_MS);
      // One after the other: while one is invoked, all others are frozen.
      for (const one of [...senders, ...players]) await one.invoke(round >= 0);
      await roundEnds;
    }
    for (const player of players) {
      player.endOfShape('sparse');
      const invocations = player.sharesRecords ? props.longFrequentInvocations : props.frequentInvocations;
      for (let i = -UNCOUNTED_FREQUENT; i < invocations; i++) {
        await player.invoke(i >= 0);
        await delay(FREQUENT_PAUSE_MS);
      }
    }
    const holds = new Map(props.runtimes.map((runtime) => [runtime, [] as Hold[]]));
    await Promise.all(players.map(async (player) => holds.get(player.runtime)?.push(...await player.finish())));
    const leastHolds = new Map(props.runtimes.map((runtime) => [runtime, new Map<number, LeastHold>()]));
    for (const sender of senders) leastHolds.get(sender.runtime)?.set(sender.latencyMs, await sender.finish());
    return { holds, leastHolds };
  } finally {
    await Promise.all([...senders, ...players].map((one) => one.dispose()));
    for (const kinesis of kineses) await kinesis.stop();
  }
}

async function startAll(runtime: LambdaRuntime, { bare, naive, ours }: Contestants, kinesis: LocalKinesis, withBare: boolean): Promise<Player[]> {
  return [
    // The bare extension knows nothing of Kinesis, wherever it is.
    ...withBare ? [await Player.start(runtime, bare, undefined, kinesis)] : [],
    await Player.start(runtime, naive, undefined, kinesis),
    ...await Promise.all(STRATEGIES.map((strategy) => Player.start(runtime, ours, strategy, kinesis))),
  ];
}
