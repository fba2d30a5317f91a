import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { UndiciHttpHandler } from '@smithy/undici-http-handler';
import { EmbeddedKinesis, FaultProxy, ShardReads } from '../../../simulator/kinesis';

test('a shard answers five reads a second, to all readers together; the next second brings five more', () => {
  let now = 0;
  const reads = new ShardReads({ now: () => now });
  for (const [ShardId, ShardIterator] of [['one', 'i'], ['one', 'j'], ['two', 'k']]) reads.note({ ShardId }, { ShardIterator });
  const answers = (ShardIterator: string, count: number) => Array.from({ length: count }, () => reads.exceeds({ ShardIterator }));
  expect(answers('i', 3)).toEqual([undefined, undefined, undefined]);
  expect(answers('j', 3)).toEqual([undefined, undefined, 'one']);
  expect(answers('k', 1)).toEqual([undefined]);
  now = 1_000;
  expect(answers('i', 6)).toEqual([...Array.from({ length: 5 }, () => undefined), 'one']);
});

test('an iterator in an answer belongs to the shard of the one before', () => {
  const reads = new ShardReads({ readsPerSecond: 1, now: () => 0 });
  reads.note({ ShardId: 'one' }, { ShardIterator: 'i' });
  reads.note({ ShardIterator: 'i' }, { NextShardIterator: 'j' });
  expect([reads.exceeds({ ShardIterator: 'i' }), reads.exceeds({ ShardIterator: 'j' })]).toEqual([undefined, 'one']);
});

test('the proxy refuses reads above the limit as Kinesis does, and gives the exceptions that a test asks for', async () => {
  const kinesis = await EmbeddedKinesis.start({ streams: [{ name: 'telemetry' }] });
  const proxy = await FaultProxy.start({ target: kinesis.endpoint, reads: { readsPerSecond: 1, now: () => 0 } });
  const client = new KinesisClient({
    endpoint: proxy.endpoint, region: kinesis.region, credentials: { accessKeyId: kinesis.accountId, secretAccessKey: 'embedded' },
    requestHandler: new UndiciHttpHandler(), maxAttempts: 1,
  });
  try {
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamName: 'telemetry', ShardId: 'shardId-000000000000', ShardIteratorType: 'LATEST' }));
    const read = () => client.send(new GetRecordsCommand({ ShardIterator }));
    proxy.nextReads('ExpiredIteratorException');
    await expect(read()).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
    expect(await read()).toMatchObject({ Records: [] });
    await expect(read()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException', message: 'Rate exceeded for shard shardId-000000000000' });
    expect(proxy.statistics.throttledReads).toBe(1);
  } finally {
    client.destroy();
    await proxy.stop();
    await kinesis.stop();
  }
});
