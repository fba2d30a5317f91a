import { EmbeddedKinesis, PutRecordsSink } from '../../simulator/kinesis';

type TakeRecord = (data: Buffer) => void;

/** Where all telemetry of a run goes: streams, made as they are needed, behind one endpoint. */
export interface Store {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** A stream of one shard, so that its order can be judged. Its records go to the callback, as they come or when it is collected. */
  newStream(onRecord: TakeRecord): Promise<string>;
  streamArn(stream: string): string;
  /** Resolves when all that is in the stream has gone to its callback. */
  collect(stream: string): Promise<void>;
  stop(): Promise<void>;
}

/** Kinesis's wire protocol, spoken by a server that is not ours. */
export async function startKinesisStore(): Promise<Store> {
  const kinesis = await EmbeddedKinesis.start();
  const takers = new Map<string, TakeRecord>();
  return {
    endpoint: kinesis.endpoint, region: kinesis.region, accountId: kinesis.accountId,
    newStream: async (onRecord) => {
      const name = `telemetry-${takers.size + 1}`;
      takers.set(name, onRecord);
      await kinesis.createStream(name);
      return name;
    },
    streamArn: (stream) => kinesis.streamArn(stream),
    collect: async (stream) => {
      for (const { data } of await kinesis.readAll(stream)) takers.get(stream)?.(data);
    },
    stop: () => kinesis.stop(),
  };
}

/** Takes far more records a second, and keeps none: for loads that would not fit into memory. */
export async function startSinkStore(): Promise<Store> {
  const takers = new Map<string, TakeRecord>();
  const sink = await PutRecordsSink.start({ onRecord: (stream, { data }) => takers.get(stream)?.(data) });
  return {
    endpoint: sink.endpoint, region: sink.region, accountId: sink.accountId,
    newStream: async (onRecord) => {
      const name = `telemetry-${takers.size + 1}`;
      takers.set(name, onRecord);
      await sink.createStream(name);
      return name;
    },
    streamArn: (stream) => sink.streamArn(stream),
    collect: () => Promise.resolve(),
    stop: () => sink.stop(),
  };
}
