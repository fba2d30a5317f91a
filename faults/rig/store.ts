import { EmbeddedKinesis, PutRecordsSink } from '../../simulator/kinesis';

type TakeRecord = (data: Buffer) => void;

/** Streams behind one endpoint, created when they are needed. */
export interface Store {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** Creates a stream of one shard, which keeps the order of records. The callback gets its records as they arrive, or in `collect`. */
  newStream(onRecord: TakeRecord): Promise<string>;
  streamArn(stream: string): string;
  /** Resolves when the callback has all records of the stream. */
  collect(stream: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts `kinesis-local`, a Kinesis server by another author. */
export async function startKinesisStore(): Promise<Store> {
  const kinesis = await EmbeddedKinesis.start();
  const takers = new Map<string, TakeRecord>();
  return storeOn(kinesis, takers, async (stream) => {
    for (const { data } of await kinesis.readAll(stream)) takers.get(stream)?.(data);
  });
}

/** Starts a server that takes many more records per second and keeps none, for loads that would not fit into memory. */
export async function startSinkStore(): Promise<Store> {
  const takers = new Map<string, TakeRecord>();
  const sink = await PutRecordsSink.start({ onRecord: (stream, { data }) => takers.get(stream)?.(data) });
  return storeOn(sink, takers, () => Promise.resolve());
}

function storeOn(server: EmbeddedKinesis | PutRecordsSink, takers: Map<string, TakeRecord>, collect: Store['collect']): Store {
  const { endpoint, region, accountId } = server;
  return {
    endpoint, region, accountId, collect,
    newStream: async (onRecord) => {
      const name = `telemetry-${takers.size + 1}`;
      takers.set(name, onRecord);
      await server.createStream(name);
      return name;
    },
    streamArn: (stream) => server.streamArn(stream),
    stop: () => server.stop(),
  };
}
