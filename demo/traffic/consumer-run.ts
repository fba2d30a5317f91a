import { Answer, feedShard, KinesisEvent } from './feed-shard';
import { mapConcurrently } from './map-concurrently';
import { Cleanup } from '../../command-line/cleanup';
import { ExecutionEnvironment } from '../../simulator';
import { StreamRecord } from '../../simulator/kinesis';
import { configurationOf, DeployedConsumer } from '../template/deployment';

/** What became of a function that the stream calls. */
export interface ConsumerRun {
  readonly consumer: DeployedConsumer;
  readonly calls: number;
  /** Why calls failed, one sentence each. */
  readonly failures: readonly string[];
  /** Records that Lambda would have given up. */
  readonly givenUp: number;
  readonly printed: readonly string[];
}

export interface ConsumerRunProps {
  readonly region: string;
  readonly accountId: string;
  readonly cleanup: Cleanup;
  /** How many shards are read at once. */
  readonly concurrency: number;
}

/** Gives all records of a stream to a function: one environment a shard, as Lambda runs one batch of a shard at a time. */
export async function runConsumer(consumer: DeployedConsumer, records: readonly StreamRecord[], props: ConsumerRunProps): Promise<ConsumerRun> {
  const shards = [...new Set(records.map(({ shardId }) => shardId))];
  const runs = await mapConcurrently(shards, props.concurrency, (shard) =>
    runShard(consumer, records.filter(({ shardId }) => shardId === shard), props));
  return {
    consumer,
    calls: runs.reduce((sum, { calls }) => sum + calls, 0),
    failures: runs.flatMap(({ failures }) => failures),
    givenUp: runs.reduce((sum, { givenUp }) => sum + givenUp, 0),
    printed: runs.flatMap(({ printed }) => printed),
  };
}

async function runShard(consumer: DeployedConsumer, records: readonly StreamRecord[], { region, accountId, cleanup }: ConsumerRunProps) {
  const { fn, eventSource } = consumer;
  const environment = await ExecutionEnvironment.create({
    ...configurationOf(fn),
    region,
    accountId,
  });
  cleanup.add(() => environment.dispose());
  const failures: string[] = [];
  const call = async (event: KinesisEvent): Promise<Answer> => {
    const { status, response, error } = await environment.invoke(event);
    if (status !== 'success') failures.push(`${fn.title} failed with ${status}: ${error?.errorMessage ?? 'without a word'}`);
    return { succeeded: status === 'success', response };
  };
  await environment.init();
  const { calls, givenUp } = await feedShard(records, eventSource, call);
  await environment.shutdown('spindown');
  const printed = environment.functionOutput.map(({ text }) => text);
  await environment.dispose();
  return { calls, failures, givenUp: givenUp.length, printed };
}
