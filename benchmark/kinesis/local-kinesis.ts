import { countEvents } from './count-events';
import { eventDelays, mostCopies } from './event-delays';
import type { Arrival } from './event-delays';
import { FaultProxy, ProxyStatistics, PutRecordsSink, putUnits } from '../../simulator/kinesis';
import type { ShardThroughputProps } from '../../simulator/kinesis';

/** On-demand streams bill each record as whole kilobytes. */
const ON_DEMAND_STEP = 1_024;

/** The records of one stream. */
export class StreamMeter {
  records = 0;
  /** The size of all data, without partition keys. */
  bytes = 0;
  /** The PUT payload units that a provisioned stream bills. */
  putUnits = 0;
  /** The bytes that an on-demand stream bills. */
  onDemandBytes = 0;
  /** Kept, and counted only on request, so that counting does not slow down a measurement. */
  private readonly arrivals: Arrival[] = [];
  private arrived?: () => void;

  constructor(readonly arn: string) {}

  /** Resolves when there is at least one record. */
  async firstRecord(): Promise<void> {
    if (this.records === 0) await new Promise<void>((resolve) => { this.arrived = resolve; });
  }

  /** Counts the events of type `function`: lines that the function logged, and events that a load posted. */
  functionEvents(): number {
    return countEvents(this.arrivals.map(({ data }) => data));
  }

  /** Forgets the records, but not their counts. */
  forget(): void {
    this.arrivals.length = 0;
  }

  /** Returns the time on the way of each event that Lambda has emitted since then. */
  delays(since: number): number[] {
    return eventDelays(this.arrivals, since);
  }

  /** Returns the largest number of copies of an event. */
  mostCopies(): number {
    return mostCopies(this.arrivals);
  }

  take(data: Buffer): void {
    this.records++;
    this.bytes += data.length;
    this.putUnits += putUnits(data.length);
    this.onDemandBytes += Math.ceil(Math.max(1, data.length) / ON_DEMAND_STEP) * ON_DEMAND_STEP;
    this.arrivals.push({ data, at: Date.now() });
    this.arrived?.();
  }
}

export interface LocalKinesisProps {
  /** The additional latency of each call, in milliseconds. @default 0 */
  readonly latencyMs?: number;
  /** What the shards accept. @default - everything */
  readonly throughput?: ShardThroughputProps;
  /** Serves TLS at `endpoint`. @default false */
  readonly tls?: boolean;
}

/** A local Kinesis that accepts PutRecords as fast as possible and keeps the records. */
export class LocalKinesis {
  static async start({ latencyMs = 0, throughput, tls }: LocalKinesisProps = {}): Promise<LocalKinesis> {
    const meters = new Map<string, StreamMeter>();
    const sink = await PutRecordsSink.start({ onRecord: (stream, { data }) => meters.get(stream)?.take(data) });
    const proxy = await FaultProxy.start({ target: sink.endpoint, faults: { latencyMs }, throughput, tls });
    return new LocalKinesis(sink, proxy, meters, latencyMs);
  }

  private constructor(private readonly sink: PutRecordsSink, readonly proxy: FaultProxy,
    private readonly meters: Map<string, StreamMeter>, readonly latencyMs: number) {}

  /** The endpoint of the sink, without the proxy: with the least overhead, and without latency. */
  get directEndpoint(): string {
    return this.sink.endpoint;
  }

  /** The endpoint of the proxy, which adds the latency and counts calls. */
  get endpoint(): string {
    return this.proxy.endpoint;
  }

  /**
   * The certificate of `endpoint`, in PEM.
   * @throws without TLS
   */
  get certificate(): string {
    const { certificate } = this.proxy;
    if (certificate === undefined) throw new Error('This local Kinesis has no certificate: start it with tls');
    return certificate;
  }

  get statistics(): ProxyStatistics {
    return this.proxy.statistics;
  }

  async newStream(): Promise<StreamMeter> {
    const name = `benchmark-${this.meters.size + 1}`;
    const meter = new StreamMeter(this.sink.streamArn(name));
    this.meters.set(name, meter);
    await this.sink.createStream(name);
    return meter;
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.sink.stop();
  }
}

/** Measures with a local Kinesis of its own. */
export async function withKinesis<T>(measure: (kinesis: LocalKinesis) => Promise<T>): Promise<T> {
  const kinesis = await LocalKinesis.start();
  try {
    return await measure(kinesis);
  } finally {
    await kinesis.stop();
  }
}
