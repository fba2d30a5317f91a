import { ShardThroughput } from '../../../simulator/kinesis';

test('a partition key belongs to the shard whose hash key range contains its MD5', () => {
  const shards = new ShardThroughput({ shards: 2 });
  // MD5 of "a" starts with 0c, MD5 of "b" with 92: the lower and the upper half of the hash keys
  expect(shards.shardOf('a')).toBe(0);
  expect(shards.shardOf('b')).toBe(1);
});

test('a shard above its rate does not affect the other', () => {
  const shards = new ShardThroughput({ shards: 2, recordsPerSecond: 1, now: () => 0 });
  expect(shards.take('a', 1)).toBe(true);
  expect(shards.take('a', 1)).toBe(false);
  expect(shards.take('b', 1)).toBe(true);
});

test('a shard accepts a megabyte per second, and saves at most one second', () => {
  let now = 0;
  const shards = new ShardThroughput({ shards: 1, now: () => now });
  expect(shards.take('a', 600_000)).toBe(true);
  expect(shards.take('a', 600_000)).toBe(false);
  now += 200;
  expect(shards.take('a', 600_000)).toBe(true);
  now += 3_600_000;
  expect(shards.take('a', 1_000_000)).toBe(true);
  expect(shards.take('a', 1)).toBe(false);
});

test('an idle shard accepts a record above one second of throughput', () => {
  const shards = new ShardThroughput({ shards: 1, bytesPerSecond: 100, now: () => 0 });
  expect(shards.take('a', 1_000)).toBe(true);
  expect(shards.take('a', 1)).toBe(false);
});
