import { InOrder } from '../../../cli-src/shards/in-order';

interface Event { readonly time: string }

let emitted: string[];
let order: InOrder<Event>;

beforeEach(() => {
  emitted = [];
  order = new InOrder((events) => emitted.push(...events.map(({ time }) => time)));
});

/** Events whose time is that at which they arrived. */
const events = (...times: number[]) => times.map((time) => ({ event: { time: String(time) }, arrivedAt: time }));

test('puts the events of two shards in the order of time', async () => {
  order.begin('a');
  order.begin('b');
  const first = order.add({ shardId: 'a', readUntil: 9 }, events(1, 3, 5));
  expect(emitted).toEqual([]);
  await order.add({ shardId: 'b', readUntil: 9 }, events(2, 4));
  await first;
  expect(emitted).toEqual(['1', '2', '3', '4', '5']);
});

test('an event waits for a shard that was not yet read so far, and the shard that is behind does not wait', async () => {
  order.begin('ahead');
  order.begin('behind');
  let isReleased = false;
  const ahead = order.add({ shardId: 'ahead', readUntil: 9 }, events(8)).then(() => { isReleased = true; });
  await order.add({ shardId: 'behind', readUntil: 5 }, events(4, 5));
  expect(emitted).toEqual(['4', '5']);
  expect(isReleased).toBe(false);
  await order.add({ shardId: 'behind', readUntil: 9 }, events(6));
  await ahead;
  expect(emitted).toEqual(['4', '5', '6', '8']);
});

test('nobody waits for a shard that cannot be read, until it can be again', async () => {
  order.begin('good');
  order.begin('bad');
  const waiting = order.add({ shardId: 'good', readUntil: 5 }, events(5));
  expect(emitted).toEqual([]);
  order.stalled('bad', true);
  await waiting;
  expect(emitted).toEqual(['5']);
  order.stalled('bad', false);
  void order.add({ shardId: 'good', readUntil: 6 }, events(6));
  expect(emitted).toEqual(['5']);
});

test('nobody waits for a shard that has ended', async () => {
  order.begin('open');
  order.begin('closed');
  const waiting = order.add({ shardId: 'open', readUntil: 5 }, events(5));
  order.end('closed');
  await waiting;
  expect(emitted).toEqual(['5']);
});

test('a clock of Kinesis that is ahead of ours delays nothing', async () => {
  order.begin('a');
  order.begin('b');
  const first = order.add({ shardId: 'a', readUntil: 5 }, events(3_600));
  await order.add({ shardId: 'b', readUntil: 6 }, []);
  await first;
  expect(emitted).toEqual(['3600']);
});

test('events of the same time stay as they arrived', async () => {
  order.begin('a');
  await order.add({ shardId: 'a', readUntil: 9 }, [{ event: { time: '1' }, arrivedAt: 1 }, ...events(1, 1)]);
  expect(emitted).toEqual(['1', '1', '1']);
});
