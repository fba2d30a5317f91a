import { EventSource } from '../../../demo/template/deployment';
import { feedShard, KinesisEvent, Outcome } from '../../../demo/traffic/feed-shard';
import { StreamRecord } from '../../../simulator/kinesis';

const SOURCE: EventSource = {
  streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s', batchSize: 4, reportBatchItemFailures: true, bisectBatchOnError: false, retryAttempts: 2,
};

const record = (number: number, size = 1): StreamRecord =>
  ({ data: Buffer.alloc(size, 'x'), partitionKey: 'p', sequenceNumber: String(number), shardId: 'shard-0' });
const records = (count: number, size?: number) => Array.from({ length: count }, (_, index) => record(index + 1, size));
const numbersIn = ({ Records }: KinesisEvent) =>
  Records.map((given) => Number((given as { kinesis: { sequenceNumber: string } }).kinesis.sequenceNumber));
const failingFrom = (number: number): Outcome => ({ succeeded: true, response: { batchItemFailures: [{ itemIdentifier: String(number) }] } });
const SUCCESS: Outcome = { succeeded: true, response: { batchItemFailures: [] } };
const FAILURE: Outcome = { succeeded: false };

/** Feeds records to a function with the given outcomes, and returns the sequence numbers of each call. */
async function feed(given: StreamRecord[], answer: (numbers: number[], call: number) => Outcome, source: Partial<EventSource> = {}) {
  const calls: number[][] = [];
  const outcome = await feedShard(given, { ...SOURCE, ...source }, async (event) => {
    calls.push(numbersIn(event));
    return answer(numbersIn(event), calls.length);
  });
  expect(outcome.calls).toBe(calls.length);
  return { calls, givenUp: outcome.givenUp.map(({ sequenceNumber }) => Number(sequenceNumber)) };
}

test('sends batches of the batch size, in order', async () => {
  expect(await feed(records(6), () => SUCCESS)).toEqual({ calls: [[1, 2, 3, 4], [5, 6]], givenUp: [] });
});

test('limits a batch to the maximum payload of an invocation', async () => {
  const { calls } = await feed(records(3, 2 * 1024 ** 2), () => SUCCESS);
  expect(calls).toEqual([[1, 2], [3]]);
});

test('retries from the first reported failure on', async () => {
  expect(await feed(records(5), (_, call) => call === 1 ? failingFrom(3) : SUCCESS)).toEqual({ calls: [[1, 2, 3, 4], [3, 4], [5]], givenUp: [] });
});

test('retries from the lowest of several reported failures on', async () => {
  const both = { succeeded: true, response: { batchItemFailures: [{ itemIdentifier: '4' }, { itemIdentifier: '2' }] } };
  expect((await feed(records(4), (_, call) => call === 1 ? both : SUCCESS)).calls).toEqual([[1, 2, 3, 4], [2, 3, 4]]);
});

test('retries the whole batch if the function fails or reports an unknown record', async () => {
  expect((await feed(records(2), (_, call) => call === 1 ? FAILURE : SUCCESS)).calls).toEqual([[1, 2], [1, 2]]);
  expect((await feed(records(2), (_, call) => call === 1 ? failingFrom(7) : SUCCESS)).calls).toEqual([[1, 2], [1, 2]]);
});

test('ignores reported failures unless the mapping has ReportBatchItemFailures', async () => {
  expect(await feed(records(2), () => failingFrom(1), { reportBatchItemFailures: false })).toEqual({ calls: [[1, 2]], givenUp: [] });
});

test('discards a batch after the maximum number of retries, and continues', async () => {
  expect(await feed(records(5), (numbers) => numbers.includes(3) ? failingFrom(3) : SUCCESS))
    .toEqual({ calls: [[1, 2, 3, 4], [3, 4], [3, 4], [5]], givenUp: [3, 4] });
});

test('splits a failed batch, so that only the failing record is discarded', async () => {
  const { calls, givenUp } = await feed(records(4), (numbers) => numbers.includes(3) ? FAILURE : SUCCESS, { bisectBatchOnError: true });
  expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]]);
  expect(givenUp).toEqual([3]);
});
