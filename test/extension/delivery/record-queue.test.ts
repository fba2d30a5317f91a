import type { PackedRecord } from '../../../extension-src/delivery/record';
import { RecordQueue } from '../../../extension-src/delivery/record-queue';

const record = (sequence: number, bytes = 100): PackedRecord => ({
  data: Buffer.alloc(bytes), partitionKey: 'key', environment: 'env', createdAt: sequence, firstSequence: sequence, lastSequence: sequence, heldBytes: bytes, drops: [],
});

function queueOf(...records: PackedRecord[]): RecordQueue {
  const queue = new RecordQueue();
  records.forEach((one) => queue.push(one));
  return queue;
}

describe('the queue of records', () => {
  test('a batch never has more than 500 records', () => {
    const queue = queueOf(...Array.from({ length: 501 }, (_, i) => record(i)));
    expect(queue.takeBatch()).toHaveLength(500);
  });

  test('a batch stays below 1 MiB including keys, unless a single record is larger', () => {
    const queue = queueOf(record(1, 600_000), record(2, 448_570), record(3, 1));
    expect(queue.takeBatch().map(({ firstSequence }) => firstSequence)).toEqual([1, 2]);
    expect(queueOf(record(1, 1_048_576), record(2, 1)).takeBatch()).toHaveLength(1);
  });

  test('refused records keep their place, acknowledged records are removed', () => {
    const queue = queueOf(record(1), record(2), record(3));
    const batch = queue.takeBatch();
    queue.settle(new Set([batch[1]]));
    expect(queue.takeBatch().map(({ firstSequence }) => firstSequence)).toEqual([1, 3]);
    expect(queue.heldBytes).toBe(200);
  });

  test('the oldest record that is not in flight is dropped', () => {
    const queue = queueOf(record(1));
    queue.takeBatch();
    queue.push(record(2));
    queue.push(record(3));
    expect(queue.dropOldest()?.firstSequence).toBe(2);
    expect(queue.heldBytes).toBe(200);
    expect(queue.dropOldest()?.firstSequence).toBe(3);
    expect(queue.dropOldest()).toBeUndefined();
  });

  test('hasUpTo depends on the order of records, not on sequence numbers', () => {
    const queue = queueOf(record(500), record(1));
    expect(queue.lastOrdinal).toBe(2);
    expect([0, 1, 2].map((ordinal) => queue.hasUpTo(ordinal))).toEqual([false, true, true]);
    const [first, second] = queue.takeBatch();
    queue.settle(new Set([second]));
    expect(queue.hasUpTo(1)).toBe(true);
    queue.settle(new Set([first]));
    expect(queue.hasUpTo(2)).toBe(false);
    queue.push(record(2));
    expect(queue.hasUpTo(2)).toBe(false);
    expect(queue.hasUpTo(3)).toBe(true);
  });

  test('oldestAt and eventCount describe the queued events', () => {
    const queue = queueOf(record(7), record(8));
    expect(queue.oldestAt).toBe(7);
    expect(queue.eventCount).toBe(2);
    expect(new RecordQueue().oldestAt).toBeUndefined();
  });

  test('removes records for good, and returns those that it still had', () => {
    const [first, second, third] = [record(1), record(2, 50), record(3)];
    const queue = queueOf(first, second, third);
    expect(queue.dropOldest()).toBe(first);
    expect(queue.remove([first, second])).toEqual([second]);
    expect(queue.all).toEqual([third]);
    expect(queue.heldBytes).toBe(100);
  });
});
