import { setTimeout as delay } from 'node:timers/promises';
import {
  GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand, ShardIteratorType,
} from '@aws-sdk/client-kinesis';
import { StreamRecord } from './stream-record';

/** Reads a stream until it is stopped. */
export interface Tail {
  /** Reads the remaining records and stops. The promise rejects if reading failed. */
  stop(): Promise<void>;
}

/** The pause before an idle shard is read again. It is short enough for a person who watches. */
const IDLE_POLL_MS = 50;

/** Reads every record of a stream, one shard after the other, each from the oldest to the newest. */
export async function readAll(client: KinesisClient, streamName: string): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  for (const shardId of await shardIds(client, streamName)) {
    const cursor = await ShardCursor.open(client, streamName, shardId);
    await cursor.readToEnd((record) => records.push(record));
  }
  return records;
}

/** Reads a stream from its oldest record, and continues as records arrive. */
export function tail(client: KinesisClient, streamName: string, onRecord: (record: StreamRecord) => void): Tail {
  const stopping = new AbortController();
  const finished = follow(client, streamName, onRecord, stopping.signal);
  // stop() reports a failure; until then it must not be an unhandled rejection
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

/** A position in one shard. */
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
          arrival: record.ApproximateArrivalTimestamp,
        });
      }
      // an empty response is the end only if Kinesis reports no newer records
      if (!answer.Records?.length && !answer.MillisBehindLatest) return;
    }
  }
}
