import type { _Record } from '@aws-sdk/client-kinesis';
import type { Position, Reading, Shard, ShardCalls } from '../../../cli-src/shards/shard-calls';

/** What a shard answers to reads, in turn: records by their sequence numbers, or an error, once. */
export interface FakeShard {
  readonly parents?: readonly string[];
  /** Whether it was split or merged: it ends behind its last answer. */
  readonly isClosed?: boolean;
  readonly answers: ReadonlyArray<readonly string[] | Error>;
}

const HOUR_MS = 3_600_000;

/** Shards without Kinesis. An iterator is the shard's name and the number of the next answer. */
export class FakeCalls implements ShardCalls {
  /** All calls, as text. */
  readonly log: string[] = [];
  private readonly failed = new Set<Error>();

  constructor(readonly fakes: Record<string, FakeShard>) {}

  async shards(): Promise<Shard[]> {
    this.log.push('list');
    return Object.entries(this.fakes).map(([id, { parents = [] }]) => ({ id, parents }));
  }

  async iterator(shardId: string, position: Position): Promise<string> {
    this.log.push(`iterator ${shardId} ${'time' in position ? position.time.toISOString() : `after ${position.after}`}`);
    const { answers } = this.fakes[shardId];
    const after = 'after' in position ? answers.findIndex((answer) => !(answer instanceof Error) && answer.includes(position.after)) + 1 : 0;
    return `${shardId}:${after}`;
  }

  async read(iterator: string): Promise<Reading> {
    const [shardId, index] = iterator.split(':');
    const { answers, isClosed } = this.fakes[shardId];
    this.log.push(`read ${shardId}`);
    for (let at = Number(index); at < answers.length; at++) {
      const answer = answers[at];
      if (answer instanceof Error) {
        if (this.failed.has(answer)) continue;
        this.failed.add(answer);
        throw answer;
      }
      const isLast = at === answers.length - 1;
      return { records: recordsOf(answer), behindMs: isLast ? 0 : HOUR_MS, next: isClosed && isLast ? undefined : `${shardId}:${at + 1}` };
    }
    return { records: [], behindMs: 0, next: isClosed ? undefined : iterator };
  }
}

function recordsOf(answer: readonly string[]): _Record[] {
  return answer.map((SequenceNumber) => ({ SequenceNumber, Data: Buffer.from(SequenceNumber), PartitionKey: 'key' }));
}

export function awsError(name: string): Error {
  return Object.assign(new Error(`${name} of a test`), { name });
}
