import { setTimeout as delay } from 'node:timers/promises';
import { BareSender } from './bare-sender';
import type { SubjectName } from '../../faults/subject';
import type { ExecutionEnvironment, LambdaRuntime } from '../../simulator';
import { FLUSH_STRATEGY } from '../../src/settings/settings';
import type { FlushStrategyName } from '../../src/settings/settings';
import type { Contest, Contestant, Extension } from '../contestants/contestant';
import { createEnvironment } from '../environment/environment';
import { INVOCATION, LINES_PER_INVOCATION } from '../environment/invocation';
import { LocalKinesis, StreamMeter } from '../kinesis/local-kinesis';
import { USUAL_LATENCY_MS } from '../results/figures';
import { spread } from '../results/quartiles';
import type { Hold, LeastHold, TrafficShape } from '../results/results';

export interface HoldsProps {
  readonly contests: readonly Contest[];
  readonly bareSender: Extension;
  readonly latenciesMs: readonly number[];
  readonly sparseInvocations: number;
  readonly frequentInvocations: number;
  /**
   * Frequent invocations with the default settings and with the extension by others at the usual latency: enough to see how invocations share
   * records.
   */
  readonly longFrequentInvocations: number;
}

export interface HoldResults {
  readonly holds: ReadonlyMap<SubjectName, readonly Hold[]>;
  /** By subject and by latency. */
  readonly leastHolds: ReadonlyMap<SubjectName, ReadonlyMap<number, LeastHold>>;
}

/** The time between the starts of sparse invocations. The adaptive strategy regards more than a second as sparse. */
const SPARSE_MS = 1_100;
const FREQUENT_PAUSE_MS = 5;
/** The adaptive strategy holds the first twenty, and Node.js is slow at first. */
const UNCOUNTED_FREQUENT = 24;
/** After two invocations, each one sends as many events of earlier invocations as it leaves to later ones. */
const UNCOUNTED_SPARSE = 2;

const STRATEGIES: readonly FlushStrategyName[] = FLUSH_STRATEGY.choices;

/** An environment with one extension and one flush strategy, and the holds of its invocations. */
class Entrant {
  static async start(
    runtime: LambdaRuntime, contestant: Contestant, strategy: FlushStrategyName | undefined, kinesis: LocalKinesis,
  ): Promise<Entrant> {
    const stream = await kinesis.newStream();
    const environment = await createEnvironment({
      runtime, contestant, streamArn: stream.arn, kinesisEndpoint: kinesis.endpoint,
      environment: strategy ? { [FLUSH_STRATEGY.variable]: strategy } : {},
    });
    return new Entrant(contestant, strategy, kinesis.latencyMs, stream, environment);
  }

  private readonly results: Hold[] = [];
  private holds: number[] = [];
  private invocations = 0;
  private sinceShape = 0;
  private before = { records: 0, bytes: 0, putUnits: 0, onDemandBytes: 0 };

  private constructor(private readonly contestant: Contestant, private readonly strategy: FlushStrategyName | undefined,
    private readonly latencyMs: number, private readonly stream: StreamMeter, private readonly environment: ExecutionEnvironment) {}

  async invoke(counts: boolean): Promise<void> {
    const { status, error, holdMs } = await this.environment.invoke(INVOCATION);
    if (status !== 'success') throw new Error(`An invocation failed: ${JSON.stringify(error)}`);
    this.invocations++;
    this.sinceShape++;
    if (counts) this.holds.push(holdMs);
  }

  /** Whether the costs depend on the records that it writes for frequent invocations. */
  get sharesRecords(): boolean {
    return this.latencyMs === USUAL_LATENCY_MS && (this.strategy === FLUSH_STRATEGY.default || (this.contestant.name !== 'bare' && this.contestant.name !== 'ours'));
  }

  /** Restarts all counts. */
  restart(): void {
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
    this.restart();
  }

  private written() {
    const { records, bytes, putUnits, onDemandBytes } = this.stream;
    return { records, bytes, putUnits, onDemandBytes };
  }

  /** @throws when a line is missing in the stream */
  async finish(): Promise<readonly Hold[]> {
    await this.environment.shutdown();
    const logged = this.invocations * LINES_PER_INVOCATION;
    const arrived = this.stream.functionEvents();
    if (this.contestant.name !== 'bare' && arrived !== logged) {
      throw new Error(`${logged} lines were logged, ${arrived} arrived (${this.contestant.extensionName}, ${this.strategy})`);
    }
    this.endOfShape('frequent');
    return this.results;
  }

  async dispose(): Promise<void> {
    await this.environment.dispose();
  }
}

/** What is measured for one subject. */
interface Group {
  readonly contest: Contest;
  readonly entrants: Entrant[];
  readonly senders: BareSender[];
}

/** Measures invocations after a pause, then frequent invocations, for each flush strategy and each latency of Kinesis. */
export async function measureHolds(props: HoldsProps): Promise<HoldResults> {
  const kineses: LocalKinesis[] = [];
  const groups = props.contests.map((contest): Group => ({ contest, entrants: [], senders: [] }));
  const everyone = () => groups.flatMap(({ senders, entrants }) => [...senders, ...entrants]);
  try {
    for (const latencyMs of props.latenciesMs) {
      const kinesis = await LocalKinesis.start({ latencyMs });
      kineses.push(kinesis);
      const nearest = latencyMs === Math.min(...props.latenciesMs);
      for (const { contest, entrants, senders } of groups) {
        senders.push(await BareSender.start(contest.runtime, props.bareSender, kinesis));
        entrants.push(...await startAll(contest, kinesis, nearest));
      }
    }
    for (let round = -UNCOUNTED_SPARSE; round < props.sparseInvocations; round++) {
      if (round === 0) for (const { entrants } of groups) entrants.forEach((entrant) => entrant.restart());
      const roundEnds = delay(SPARSE_MS);
      // One after the other: during an invocation all other environments are frozen.
      for (const one of everyone()) await one.invoke(round >= 0);
      await roundEnds;
    }
    for (const entrant of groups.flatMap(({ entrants }) => entrants)) await frequently(entrant, props);
    const holds = new Map<SubjectName, readonly Hold[]>();
    const leastHolds = new Map<SubjectName, ReadonlyMap<number, LeastHold>>();
    for (const { contest: { subject }, entrants, senders } of groups) {
      holds.set(subject, (await Promise.all(entrants.map((entrant) => entrant.finish()))).flat());
      leastHolds.set(subject, new Map(await Promise.all(senders.map(async (sender) => [sender.latencyMs, await sender.finish()] as const))));
    }
    return { holds, leastHolds };
  } finally {
    await Promise.all(everyone().map((one) => one.dispose()));
    for (const kinesis of kineses) await kinesis.stop();
  }
}

async function frequently(entrant: Entrant, { longFrequentInvocations, frequentInvocations }: HoldsProps): Promise<void> {
  entrant.endOfShape('sparse');
  const invocations = entrant.sharesRecords ? longFrequentInvocations : frequentInvocations;
  for (let i = -UNCOUNTED_FREQUENT; i < invocations; i++) {
    if (i === 0) entrant.restart();
    await entrant.invoke(i >= 0);
    await delay(FREQUENT_PAUSE_MS);
  }
}

async function startAll({ runtime, bare, peer, ours }: Contest, kinesis: LocalKinesis, withBare: boolean): Promise<Entrant[]> {
  return [
    // The latency of Kinesis does not affect the bare extension.
    ...withBare ? [await Entrant.start(runtime, bare, undefined, kinesis)] : [],
    ...peer ? [await Entrant.start(runtime, peer, undefined, kinesis)] : [],
    ...await Promise.all(STRATEGIES.map((strategy) => Entrant.start(runtime, ours, strategy, kinesis))),
  ];
}
