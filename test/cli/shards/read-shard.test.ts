import { FakeCalls, awsError } from './fake-calls';
import type { FakeShard } from './fake-calls';
import { readShard } from '../../../cli-src/shards/read-shard';
import { FakeClock } from '../fake-clock';

const SINCE = new Date(Date.UTC(2026, 10, 20, 8, 50));

async function read(shard: FakeShard) {
  const clock = new FakeClock();
  const calls = new FakeCalls({ one: shard });
  const taken: string[] = [];
  const failures: number[] = [];
  const reading = readShard('one', {
    calls, clock, since: SINCE, until: clock.now(), stopping: new AbortController().signal, random: () => 1,
    take: async ({ records }) => { taken.push(...records.map(({ SequenceNumber = '' }) => SequenceNumber)); },
    onFailures: (_, inARow) => { failures.push(inARow); },
  });
  await clock.runUntil(reading);
  return { hasEnded: await reading, taken, failures, log: calls.log, slept: clock.slept };
}

test('reads a shard once a second, from a time on, until it is up to date', async () => {
  const { hasEnded, taken, log, slept } = await read({ answers: [['1', '2'], [], ['3']] });
  expect(taken).toEqual(['1', '2', '3']);
  expect(log).toEqual([`iterator one ${SINCE.toISOString()}`, 'read one', 'read one', 'read one']);
  expect(slept).toEqual([1_000, 1_000]);
  expect(hasEnded).toBe(false);
});

test('tells that a shard has ended, because it was split or merged', async () => {
  expect(await read({ isClosed: true, answers: [['1']] })).toMatchObject({ hasEnded: true, taken: ['1'] });
});

test('leaves the reads to others when there are too many: the pause doubles, up to 16 s, and is a second again after a success', async () => {
  const throttled = Array.from({ length: 6 }, () => awsError('ProvisionedThroughputExceededException'));
  const { taken, slept, failures } = await read({ answers: [['1'], ...throttled, ['2'], ['3']] });
  expect(taken).toEqual(['1', '2', '3']);
  expect(slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 16_000, 1_000]);
  expect(failures).toEqual([1, 2, 3, 4, 5, 6, 0]);
});

test('takes a new iterator behind the last record when the old one has expired, and misses nothing', async () => {
  const { taken, log } = await read({ answers: [['1', '2'], awsError('ExpiredIteratorException'), ['3']] });
  expect(taken).toEqual(['1', '2', '3']);
  expect(log).toContain('iterator one after 2');
});

test('takes a new iterator from the same time on when nothing was read before', async () => {
  const { log, taken } = await read({ answers: [awsError('ExpiredIteratorException'), ['1']] });
  expect(log.filter((call) => call.startsWith('iterator'))).toEqual([`iterator one ${SINCE.toISOString()}`, `iterator one ${SINCE.toISOString()}`]);
  expect(taken).toEqual(['1']);
});

test('goes on after errors of the service and of the network', async () => {
  const network = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const service = Object.assign(awsError('InternalFailure'), { $fault: 'server', $metadata: { httpStatusCode: 500 } });
  expect(await read({ answers: [network, ['1'], service, ['2']] })).toMatchObject({ taken: ['1', '2'] });
});

test('ends with an error that will not pass', async () => {
  await expect(read({ answers: [['1'], awsError('AccessDeniedException')] })).rejects.toThrow('AccessDeniedException');
});
