import { FakeCalls, awsError } from './fake-calls';
import type { FakeShard } from './fake-calls';
import { followShards } from '../../../cli-src/shards/follow-shards';
import { FakeClock } from '../fake-clock';

async function follow(fakes: Record<string, FakeShard>, onTake: (calls: FakeCalls) => void = () => undefined) {
  const clock = new FakeClock();
  const calls = new FakeCalls(fakes);
  const taken: string[] = [];
  const begun: string[] = [];
  let started = 0;
  const following = followShards({
    calls, clock, since: new Date(0), until: clock.now(), stopping: new AbortController().signal, random: () => 1,
    take: async ({ records }) => {
      taken.push(...records.map(({ SequenceNumber = '' }) => SequenceNumber));
      onTake(calls);
    },
    onFailures: () => undefined, onStart: (shards) => { started = shards; }, onBegin: (shard) => { begun.push(shard); }, onEnd: (shard) => { begun.push(`/${shard}`); },
  });
  await clock.runUntil(following);
  return { taken, begun, started, log: calls.log };
}

test('reads the two halves of a split shard after it', async () => {
  const { taken, begun, started } = await follow({
    left: { parents: ['whole'], answers: [['3']] }, right: { parents: ['whole'], answers: [['4']] }, whole: { isClosed: true, answers: [['1'], ['2']] },
  });
  expect(taken).toEqual(['1', '2', '3', '4']);
  expect(begun.slice(0, 2)).toEqual(['whole', '/whole']);
  expect(started).toBe(1);
});

test('reads a merged shard after both of the shards that it was merged from', async () => {
  const { taken } = await follow({
    merged: { parents: ['slow', 'quick'], answers: [['4']] },
    quick: { isClosed: true, answers: [['1']] },
    slow: { isClosed: true, answers: [['2'], awsError('ProvisionedThroughputExceededException'), ['3']] },
  });
  expect(taken.at(-1)).toBe('4');
  expect(new Set(taken)).toEqual(new Set(['1', '2', '3', '4']));
});

test('finds shards that were split while it read, and the halves of these', async () => {
  const fakes: Record<string, FakeShard> = { whole: { isClosed: true, answers: [['1']] } };
  const { taken } = await follow(fakes, () => {
    fakes.half ??= { parents: ['whole'], isClosed: true, answers: [['2']] };
    fakes.quarter ??= { parents: ['half'], answers: [['3']] };
  });
  expect(taken).toEqual(['1', '2', '3']);
});

test('reads a shard whose parent is older than what is listed', async () => {
  expect(await follow({ one: { parents: ['expired'], answers: [['1']] } })).toMatchObject({ taken: ['1'] });
});

test('goes on with the children of a shard whose records have expired meanwhile', async () => {
  const { taken } = await follow({ gone: { answers: [awsError('ResourceNotFoundException')] }, child: { parents: ['gone'], answers: [['1']] } });
  expect(taken).toEqual(['1']);
});

test('lists the shards once when many end together', async () => {
  const parents = Array.from({ length: 10 }, (_, index) => `parent-${index}`);
  const { log } = await follow({
    ...Object.fromEntries(parents.map((name) => [name, { isClosed: true, answers: [['1']] }])),
    ...Object.fromEntries(parents.map((name) => [`of-${name}`, { parents: [name], answers: [['2']] }])),
  });
  expect(log.filter((call) => call === 'list')).toHaveLength(2);
});

test('an error of one shard that will not pass ends all of them', async () => {
  await expect(follow({ good: { answers: [['1'], ['2'], ['3']] }, bad: { answers: [awsError('AccessDeniedException')] } })).rejects.toThrow('AccessDeniedException');
});
