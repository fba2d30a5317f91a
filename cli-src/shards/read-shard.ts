import type { _Record } from '@aws-sdk/client-kinesis';
import type { Position, ShardCalls } from './shard-calls';
import { isTemporary } from '../aws/temporary';
import type { Clock } from '../clock';

/** What a read has brought. */
export interface Batch {
  readonly shardId: string;
  readonly records: readonly _Record[];
  /** Everything that arrived in the shard before this time has been read. Milliseconds since the epoch, by the clock of this machine. */
  readonly readUntil: number;
}

export interface ReadShardProps {
  readonly calls: ShardCalls;
  readonly clock: Clock;
  readonly stopping: AbortSignal;
  readonly since: Date;
  /** The time up to which the shard is read. @default - for ever */
  readonly until?: number;
  /** Takes a batch. The next read waits for the promise. */
  readonly take: (batch: Batch) => Promise<void>;
  /** Called for each temporary error, with how many there were in a row, and with 0 when a read succeeds again. */
  readonly onFailures: (shardId: string, inARow: number, error?: unknown) => void;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * A shard may be read five times a second by all of its readers together. A tail takes one.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 */
const PAUSE_MS = 1_000;
/** The longest pause while others need the reads, or Kinesis does not answer. */
const MAX_PAUSE_MS = 16_000;

/**
 * Reads a shard until it ends because it was split or merged, until a time, or until it is told to stop.
 *
 * @returns whether the shard has ended, so that its children follow
 * @throws what Kinesis answers, unless the same call may succeed later
 */
export async function readShard(shardId: string, props: ReadShardProps): Promise<boolean> {
  const { calls, clock, stopping, since, until, take, onFailures, random = Math.random } = props;
  let position: Position = { time: since };
  let iterator: string | undefined;
  let failures = 0;
  while (!stopping.aborted) {
    const startedAt = clock.now();
    try {
      iterator ??= await calls.iterator(shardId, position, stopping);
      const { records, behindMs, next } = await calls.read(iterator, stopping);
      if (failures > 0) onFailures(shardId, failures = 0);
      iterator = next;
      const last = records.at(-1)?.SequenceNumber;
      if (last !== undefined) position = { after: last };
      const readUntil = startedAt - behindMs;
      await take({ shardId, records, readUntil });
      if (next === undefined) return true;
      if (until !== undefined && readUntil >= until) return false;
      await clock.sleep(PAUSE_MS - (clock.now() - startedAt), stopping);
    } catch (error) {
      if (stopping.aborted) return false;
      if (isExpired(error)) {
        iterator = undefined;
      } else if (isTemporary(error)) {
        onFailures(shardId, ++failures, error);
        await clock.sleep(pauseAfter(failures, random), stopping);
      } else {
        throw error;
      }
    }
  }
  return false;
}

/** An iterator lives for five minutes. A machine may have slept. */
function isExpired(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExpiredIteratorException';
}

/** Longer with each failure, and never the same for two shards. */
export function pauseAfter(failures: number, random: () => number): number {
  return Math.min(MAX_PAUSE_MS, PAUSE_MS * 2 ** failures) * (0.5 + random() / 2);
}
