import { decodeBatch } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import type { Undecodable } from '../archives/read-inputs';
import type { Clock } from '../clock';
import { followShards } from '../shards/follow-shards';
import type { ShardCalls } from '../shards/shard-calls';

export interface StreamReader {
  readonly onEnvelopes: (envelopes: readonly Envelope[]) => void;
  readonly onUndecodable: (undecodable: Undecodable) => void;
  /** Called for each shard when it was read. */
  readonly onShard: (shardId: string, bytes: number, events: number) => void;
  readonly onFailures: (shardId: string, inARow: number, error?: unknown) => void;
}

/**
 * Reads what arrived in all shards of a stream from a time on until now. The order does not matter to a report.
 * @throws the first error that ends the reading of a shard
 */
export async function readStream(calls: ShardCalls, since: Date, clock: Clock, stopping: AbortSignal, reader: StreamReader): Promise<void> {
  const shards = new Map<string, { bytes: number; events: number }>();
  await followShards({
    calls, clock, since, stopping, until: clock.now(),
    take: ({ shardId, records }) => {
      const shard = shards.get(shardId)!;
      for (const { record, envelopes, error } of decodeBatch(records)) {
        shard.bytes += record.Data?.length ?? 0;
        if (error) {
          reader.onUndecodable({ where: `${shardId}, record ${error.sequenceNumber}`, code: error.code, message: error.message });
        } else {
          shard.events += envelopes.length;
          reader.onEnvelopes(envelopes);
        }
      }
      return Promise.resolve();
    },
    onBegin: (shardId) => shards.set(shardId, { bytes: 0, events: 0 }),
    onEnd: (shardId) => {
      const { bytes, events } = shards.get(shardId)!;
      reader.onShard(shardId, bytes, events);
    },
    onStart: () => undefined,
    onFailures: reader.onFailures,
  });
}
