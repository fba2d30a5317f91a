import { EventSource } from '../../../demo/template/deployment';
import { Answer, feedShard, KinesisEvent } from '../../../demo/traffic/feed-shard';
import { StreamRecord } from '../../../simulator/kinesis';

const SOURCE: EventSource = {
  streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s', batchSize: 4, reportBatchItemFailures: true, bisectBatchOnError: false, retryAttempts: 2,
};

const record = (number: number, size = 1): StreamRecord =>
  ({ data: Buffer.alloc(size, 'x'), partitionKey: 'p', sequenceNumber: String(number), shardId: 'shard-0' });
const records = (count: number, size?: number) => Array.from({ length: count }, (_, index) => record(index + 1, size));
const numbersIn = ({ Records }: KinesisEvent) =>
  Records.map((given) => Number((given as { kinesis: { sequenceNumber: string } }).kinesis.sequenceNumber));
const failingFrom = (number: number): Answer => ({ succeeded: true, response: { batchItemFailures: [{ itemIdentifier: String(number) }] } });
const SUCCESS: Answer = { succeeded: true, response: { batchItemFailures: [] } };
const FAILURE: Answer = { succeeded: false };

/** Feeds some records to a function that answers as told, and tells what it was given. */
async function feed(given: StreamRecord[], answer: (numbers: number[], call: number) => Answer, source: Partial<EventSource> = {}) {
  const calls: number[][] = [];
  const outcome = await feedShard(given, { ...SOURCE, ...source }, async (event) => {
    calls.push(numbersIn(event));
    return answer(numbersIn(event), calls.length);
  });
  expect(outcome.calls).toBe(calls.length);
  return { calls, givenUp: outcome.givenUp.map(({ sequenceNumber }) => Number(sequenceNumber)) };
}

test('gives batches of the size that was asked for, in order', async () => {
  expect(await feed(records(6), () => SUCCESS)).toEqual({ calls: [[1, 2, 3, 4], [5, 6]], givenUp: [] });
});

test('gives no more than an invocation takes', async () => {
  const { calls } = await feed(records(3, 2 * 1024 ** 2), () => SUCCESS);
  expect(calls).toEqual([[1, 2], [3]]);
});

test('gives a batch again from the first record on that the function has named', async () => {
  expect(await feed(records(5), (_, call) => call === 1 ? failingFrom(3) : SUCCESS)).toEqual({ calls: [[1, 2, 3, 4], [3, 4], [5]], givenUp: [] });
});

test('takes the lowest of several that were named', async () => {
  const both = { succeeded: true, response: { batchItemFailures: [{ itemIdentifier: '4' }, { itemIdentifier: '2' }] } };
  expect((await feed(records(4), (_, call) => call === 1 ? both : SUCCESS)).calls).toEqual([[1, 2, 3, 4], [2, 3, 4]]);
});

test('gives everything again when the function failed, or named what it was not given', async () => {
  expect((await feed(records(2), (_, call) => call === 1 ? FAILURE : SUCCESS)).calls).toEqual([[1, 2], [1, 2]]);
  expect((await feed(records(2), (_, call) => call === 1 ? failingFrom(7) : SUCCESS)).calls).toEqual([[1, 2], [1, 2]]);
});

test('takes every answer for a success without partial-batch responses', async () => {
  expect(await feed(records(2), () => failingFrom(1), { reportBatchItemFailures: false })).toEqual({ calls: [[1, 2]], givenUp: [] });
});

test('gives up after the attempts that were asked for, and goes on', async () => {
  expect(await feed(records(5), (numbers) => numbers.includes(3) ? failingFrom(3) : SUCCESS))
    .toEqual({ calls: [[1, 2, 3, 4], [3, 4], [3, 4], [5]], givenUp: [3, 4] });
});

test('splits a batch that failed, so that only what cannot be taken in is given up', async () => {
  const { calls, givenUp } = await feed(records(4), (numbers) => numbers.includes(3) ? FAILURE : SUCCESS, { bisectBatchOnError: true });
  expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]]);
  expect(givenUp).toEqual([3]);
});
