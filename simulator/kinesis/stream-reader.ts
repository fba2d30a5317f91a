import { setTimeout as delay } from 'node:timers/promises';
import {
  GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand, ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import { StreamRecord } from './stream-record';

/** What keeps on reading a stream until it is told to stop. */
export interface Tail {
  /** Reads what is in the stream at this moment to its end, then stops; rejects if reading failed on the way. */
  stop(): Promise<void>;
}

/** An idle shard is read again after so long: soon enough for a person who watches. */
const IDLE_POLL_MS = 50;

/** Reads every record of a stream, shard after shard, from the oldest to the newest. */
export async function readAll(client: KinesisClient, streamName: string): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  for (const shardId of await shardIds(client, streamName)) {
    const cursor = await ShardCursor.open(client, streamName, shardId);
    await cursor.readToEnd((record) => records.push(record));
  }
  return records;
}

/** Reads a stream from its oldest record on, and goes on reading as records arrive. */
export function tail(client: KinesisClient, streamName: string, onRecord: (record: StreamRecord) => void): Tail {
  const stopping = new AbortController();
  const finished = follow(client, streamName, onRecord, stopping.signal);
  // a failure is reported by stop(): until then it must not count as an unhandled rejection
  finished.catch(() => undefined);
  return {
    stop: async () => {
      stopping.abort();
      await finished;
    },
  };
}

async function follow(client: KinesisClient, streamName: string, onRecord: (record: StreamRecord) => void, stopping: AbortSignal): Promise<void> {
  const cursors = await Promise.all((await shardIds(client, streamName)).map((shardId) => ShardCursor.open(client, streamName, shardId)));
  for (;;) {
    const last = stopping.aborted;
    for (const cursor of cursors) await cursor.readToEnd(onRecord);
    if (last) return;
    await delay(IDLE_POLL_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

async function shardIds(client: KinesisClient, streamName: string): Promise<string[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: streamName }));
  return Shards.map((shard) => shard.ShardId).filter((shardId) => shardId !== undefined);
}

/** A place in one shard. */
class ShardCursor {
  static async open(client: KinesisClient, streamName: string, shardId: string): Promise<ShardCursor> {
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({
      StreamName: streamName, ShardId: shardId, ShardIteratorType: ShardIteratorType.TRIM_HORIZON,
    }));
    return new ShardCursor(client, shardId, ShardIterator);
  }

  private constructor(
    private readonly client: KinesisClient, private readonly shardId: string, private iterator: string | undefined) {}

  async readToEnd(onRecord: (record: StreamRecord) => void): Promise<void> {
    while (this.iterator !== undefined) {
      const answer = await this.client.send(new GetRecordsCommand({ ShardIterator: this.iterator }));
      this.iterator = answer.NextShardIterator;
      for (const record of answer.Records ?? []) {
        onRecord({
          data: Buffer.from(record.Data ?? []),
          partitionKey: record.PartitionKey ?? '',
          sequenceNumber: record.SequenceNumber ?? '',
          shardId: this.shardId,
        });
      }
      // an empty answer is the end only if Kinesis says that nothing newer is there
      if (!answer.Records?.length && !answer.MillisBehindLatest) return;
    }
  }
}
