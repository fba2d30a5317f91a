import { feedShard, KinesisEvent, Outcome } from './feed-shard';
import { mapConcurrently } from './map-concurrently';
import { Cleanup } from '../../command-line/cleanup';
import { ExecutionEnvironment } from '../../simulator';
import { StreamRecord } from '../../simulator/kinesis';
import { configurationOf, DeployedConsumer } from '../template/deployment';

/** The invocations of a consumer. */
export interface ConsumerRun {
  readonly consumer: DeployedConsumer;
  readonly calls: number;
  /** One sentence for each failed invocation. */
  readonly failures: readonly string[];
  /** The number of records that Lambda would have discarded. */
  readonly givenUp: number;
  readonly printed: readonly string[];
}

export interface ConsumerRunProps {
  readonly region: string;
  readonly accountId: string;
  readonly cleanup: Cleanup;
  /** The number of shards that are read at once. */
  readonly concurrency: number;
}

/** Invokes a consumer with all records of a stream. Each shard has an environment of its own: Lambda processes one batch of a shard at a time. */
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
  const call = async (event: KinesisEvent): Promise<Outcome> => {
    const { status, response, error } = await environment.invoke(event);
    if (status !== 'success') failures.push(`${fn.title} failed with ${status}: ${error?.errorMessage ?? 'no error message'}`);
    return { succeeded: status === 'success', response };
  };
  await environment.init();
  const { calls, givenUp } = await feedShard(records, eventSource, call);
  await environment.shutdown('spindown');
  const printed = environment.functionOutput.map(({ text }) => text);
  await environment.dispose();
  return { calls, failures, givenUp: givenUp.length, printed };
}
