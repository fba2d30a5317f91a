import { GetRecordsCommand, GetShardIteratorCommand, ListShardsCommand } from '@aws-sdk/client-kinesis';
import type { GetRecordsOutput, GetShardIteratorInput, KinesisClient, ListShardsInput, _Record } from '@aws-sdk/client-kinesis';
import type { Stream } from '../aws/find-stream';

/** A shard with those that it came from: one after a split, two after a merge. */
export interface Shard {
  readonly id: string;
  readonly parents: readonly string[];
}

/** Where reading begins in a shard. */
export type Position = { readonly time: Date } | { readonly after: string };

/** What one read of a shard returns. */
export interface Reading {
  readonly records: readonly _Record[];
  /** How far behind the end of the shard the reading ends, in milliseconds. */
  readonly behindMs: number;
  /** Where the next read begins. Undefined at the end of a shard that was split or merged. */
  readonly next: string | undefined;
}

/** The calls that reading a stream needs. */
export interface ShardCalls {
  /** Lists the shards that are open, or were at this time or later. */
  shards(since: Date, stopping: AbortSignal): Promise<Shard[]>;
  iterator(shardId: string, position: Position, stopping: AbortSignal): Promise<string>;
  read(iterator: string, stopping: AbortSignal): Promise<Reading>;
}

/** Calls Kinesis. */
export class KinesisShardCalls implements ShardCalls {
  /** @param reader a client that does not retry */
  constructor(private readonly client: KinesisClient, private readonly reader: KinesisClient, private readonly stream: Stream) {}

  async shards(since: Date, abortSignal: AbortSignal): Promise<Shard[]> {
    const shards: Shard[] = [];
    for (let token: string | undefined; ;) {
      // The token stands for the stream and the filter.
      const filter = { Type: 'FROM_TIMESTAMP', Timestamp: since } as const;
      const input: ListShardsInput = token === undefined ? { ...this.stream, ShardFilter: filter } : { NextToken: token };
      const { Shards = [], NextToken } = await this.client.send(new ListShardsCommand(input), { abortSignal });
      for (const { ShardId, ParentShardId, AdjacentParentShardId } of Shards) {
        const parents = [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined);
        if (ShardId !== undefined) shards.push({ id: ShardId, parents });
      }
      if (!NextToken) return shards;
      token = NextToken;
    }
  }

  async iterator(shardId: string, position: Position, abortSignal: AbortSignal): Promise<string> {
    const start: Pick<GetShardIteratorInput, 'ShardIteratorType' | 'Timestamp' | 'StartingSequenceNumber'> = 'time' in position
      ? { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: position.time }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: position.after };
    const { ShardIterator } = await this.reader.send(new GetShardIteratorCommand({ ...this.stream, ShardId: shardId, ...start }), { abortSignal });
    if (ShardIterator === undefined) throw new Error(`Kinesis gave no iterator for ${shardId}`);
    return ShardIterator;
  }

  async read(iterator: string, abortSignal: AbortSignal): Promise<Reading> {
    const { Records = [], MillisBehindLatest = 0, NextShardIterator }: GetRecordsOutput = await this.reader.send(
      new GetRecordsCommand({ ...'StreamARN' in this.stream && this.stream, ShardIterator: iterator }), { abortSignal });
    return { records: Records, behindMs: MillisBehindLatest, next: NextShardIterator || undefined };
  }
}
