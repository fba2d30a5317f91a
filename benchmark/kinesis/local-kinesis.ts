import { countEvents } from './count-events';
import { FaultProxy, ProxyStatistics, PutRecordsSink, putUnits } from '../../simulator/kinesis';

/** On-demand streams bill each record as whole kilobytes. */
const ON_DEMAND_STEP = 1_024;

/** What has arrived in one stream. */
export class StreamMeter {
  records = 0;
  /** Data, without partition keys. */
  bytes = 0;
  /** What a provisioned stream bills. */
  putUnits = 0;
  /** What an on-demand stream bills. */
  onDemandBytes = 0;
  /** They are taken apart when there is time for it: a count must not slow down what is measured. */
  private readonly data: Buffer[] = [];
  private arrived?: () => void;

  constructor(readonly arn: string) {}

  /** Resolves when there is at least one record. */
  async firstRecord(): Promise<void> {
    if (this.records === 0) await new Promise<void>((resolve) => { this.arrived = resolve; });
  }

  /** Events of type `function`: what the function has said, or what was posted in its name. Counted at each call. */
  functionEvents(): number {
    return countEvents(this.data);
  }

  take(data: Buffer): void {
    this.records++;
    this.bytes += data.length;
    this.putUnits += putUnits(data.length);
    this.onDemandBytes += Math.ceil(Math.max(1, data.length) / ON_DEMAND_STEP) * ON_DEMAND_STEP;
    this.data.push(data);
    this.arrived?.();
  }
}

export interface LocalKinesisProps {
  /** Kinesis answers so many milliseconds later than this machine can. @default 0 */
  readonly latencyMs?: number;
}

/** A Kinesis that takes PutRecords as fast as this machine can, and says what came. */
export class LocalKinesis {
  static async start({ latencyMs = 0 }: LocalKinesisProps = {}): Promise<LocalKinesis> {
    const meters = new Map<string, StreamMeter>();
    const sink = await PutRecordsSink.start({ onRecord: (stream, { data }) => meters.get(stream)?.take(data) });
    const proxy = await FaultProxy.start({ target: sink.endpoint, faults: { latencyMs } });
    return new LocalKinesis(sink, proxy, meters, latencyMs);
  }

  private constructor(private readonly sink: PutRecordsSink, readonly proxy: FaultProxy,
    private readonly meters: Map<string, StreamMeter>, readonly latencyMs: number) {}

  /** Straight to the sink: the least that our own end adds to a load. Has no latency. */
  get directEndpoint(): string {
    return this.sink.endpoint;
  }

  /** Through the proxy, with its latency and its counts of calls. */
  get endpoint(): string {
    return this.proxy.endpoint;
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
