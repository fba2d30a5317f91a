import { parseTailArguments } from './arguments';
import type { TailArguments } from './arguments';
import { Ledger } from './ledger';
import { TAIL_USAGE } from './usage';
import { View } from './view';
import { decodeBatch } from '../../consumer-src';
import type { Envelope, RecordError } from '../../consumer-src';
import { clientConfiguration, kinesisClient } from '../aws/clients';
import { explain } from '../aws/explain-error';
import { AwsDirectory, accessTo, findStream, nameOf } from '../aws/find-stream';
import { isThrottled } from '../aws/temporary';
import type { Command, Surroundings } from '../command';
import { Output } from '../output/output';
import { selectionTest } from '../selection/selection';
import type { Test } from '../selection/selection';
import { followShards } from '../shards/follow-shards';
import { InOrder } from '../shards/in-order';
import type { Arrived } from '../shards/in-order';
import type { Batch } from '../shards/read-shard';
import { KinesisShardCalls } from '../shards/shard-calls';
import type { ShardCalls } from '../shards/shard-calls';

/** After so many failures in a row the other shards no longer wait, and the user is told. */
const FAILURES_TO_TELL = 3;
const TICK_MS = 1_000;
const INTERRUPTED = 130;

export const TAIL: Command = { summary: 'show the telemetry in a stream, as it arrives with --follow', usage: TAIL_USAGE, run: tail };

async function tail(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const args = parseTailArguments(argv, surroundings.clock.now());
  if (args.help) {
    surroundings.stdout.write(`${TAIL_USAGE}\n`);
    return 0;
  }
  const matches = selectionTest(args.selection);
  const configuration = clientConfiguration(accessTo(args.stream, args.access), surroundings.environment);
  const client = kinesisClient(configuration);
  let what = 'the stream';
  let region: string | undefined;
  try {
    region = await client.config.region();
    const stream = await findStream(args.stream, new AwsDirectory(configuration));
    what = nameOf(stream);
    const calls = new KinesisShardCalls(client, kinesisClient(configuration, 'none'), stream);
    return await new Tail(args, matches, calls, surroundings).run(`${what} in ${region}`);
  } catch (error) {
    if (surroundings.stopping.aborted) return INTERRUPTED;
    throw explain(error, { what, region, profile: args.access.profile ?? surroundings.environment.AWS_PROFILE });
  }
}

/** Reads a stream, and shows what is in it. */
export class Tail {
  private readonly ledger = new Ledger();
  private readonly done = new AbortController();
  private readonly output: Output;
  private readonly view: View;
  private readonly order: InOrder<Envelope>;
  private readonly told = new Set<string>();
  private hasBegun = false;
  private isPipeClosed = false;

  constructor(private readonly args: TailArguments, matches: Test, private readonly calls: ShardCalls, private readonly surroundings: Surroundings) {
    this.output = new Output(surroundings.stdout, () => {
      this.isPipeClosed = true;
      this.done.abort();
    });
    const write = (text: string) => this.output.write(text);
    this.view = new View({ ...args, matches }, surroundings, { write, onShown: (count) => this.ledger.show(count) });
    this.order = new InOrder((envelopes) => this.show(envelopes));
  }

  /** @returns the exit code */
  async run(from: string): Promise<number> {
    const { clock, stopping } = this.surroundings;
    const { since, follow } = this.args;
    const either = AbortSignal.any([stopping, this.done.signal]);
    const ticking = this.tick(either);
    try {
      await followShards({
        calls: this.calls, clock, since, stopping: either, until: follow ? undefined : clock.now(),
        take: (batch) => this.take(batch, either),
        onBegin: (shardId) => this.order.begin(shardId),
        onEnd: (shardId) => this.order.end(shardId),
        onStart: (shards) => {
          this.hasBegun = true;
          const count = `${shards} ${shards === 1 ? 'shard' : 'shards'}`;
          this.tell(`${follow ? 'following' : 'reading'} ${from}, ${count}, since ${since.toISOString()}`);
        },
        onFailures: (shardId, inARow, error) => this.failed(shardId, inARow, error),
      });
    } finally {
      this.done.abort();
      await ticking;
      this.view.end();
      // A terminal shows ^C where the cursor is.
      if (stopping.aborted && this.surroundings.stderr.isTTY) this.surroundings.stderr.write('\n');
      if (this.hasBegun && !this.isPipeClosed) this.tell(this.ledger.closingLine());
    }
    return stopping.aborted ? INTERRUPTED : 0;
  }

  private async take(batch: Batch, stopping: AbortSignal): Promise<void> {
    const arrived: Arrived<Envelope>[] = [];
    for (const { record, envelopes, error } of decodeBatch(batch.records)) {
      const arrivedAt = record.ApproximateArrivalTimestamp?.getTime() ?? batch.readUntil;
      if (error) this.undecoded(error, batch.shardId);
      else for (const event of envelopes) if (this.ledger.read(event)) arrived.push({ event, arrivedAt });
    }
    await this.order.add(batch, arrived);
    await this.output.drained(stopping);
  }

  private show(envelopes: readonly Envelope[]): void {
    const now = this.surroundings.clock.now();
    for (const envelope of envelopes) this.view.take(envelope, now);
  }

  private async tick(stopping: AbortSignal): Promise<void> {
    while (!stopping.aborted) {
      await this.surroundings.clock.sleep(TICK_MS, stopping);
      this.view.tick(this.surroundings.clock.now());
    }
  }

  private undecoded(error: RecordError, shardId: string): void {
    if (this.ledger.undecoded()) this.tell(`the record ${error.sequenceNumber} of ${shardId} cannot be decoded (${error.code}): ${error.message}. Such records are left out and counted`);
  }

  private failed(shardId: string, inARow: number, error: unknown): void {
    this.order.stalled(shardId, inARow >= FAILURES_TO_TELL);
    if (inARow !== FAILURES_TO_TELL || !(error instanceof Error) || this.told.has(error.name)) return;
    this.told.add(error.name);
    this.tell(isThrottled(error)
      ? `${shardId} is read by others too, more often than Kinesis allows: reading it more slowly (${error.name})`
      : `${shardId} cannot be read at the moment, trying again (${error.message || error.name})`);
  }

  private tell(notice: string): void {
    this.surroundings.stderr.write(`${notice.replace(/\s*\n\s*/g, ' ')}\n`);
  }
}
