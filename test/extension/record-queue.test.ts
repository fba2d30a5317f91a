import type { PackedRecord } from '../../extension-src/delivery/record';
import { RecordQueue } from '../../extension-src/delivery/record-queue';

const record = (sequence: number, bytes = 100): PackedRecord => ({
  data: Buffer.alloc(bytes), partitionKey: 'key', firstSequence: sequence, lastSequence: sequence, heldBytes: bytes, drops: [],
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

  test('a batch stays below a mebibyte, keys included, unless one record alone is larger', () => {
    const queue = queueOf(record(1, 600_000), record(2, 448_570), record(3, 1));
    expect(queue.takeBatch().map(({ firstSequence }) => firstSequence)).toEqual([1, 2]);
    expect(queueOf(record(1, 1_048_576), record(2, 1)).takeBatch()).toHaveLength(1);
  });

  test('what was refused keeps its place, what was acknowledged leaves', () => {
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

  test('it knows up to which event something is still to be acknowledged', () => {
    const queue = queueOf(record(5));
    expect(queue.hasUpTo(4)).toBe(false);
    expect(queue.hasUpTo(5)).toBe(true);
    queue.settle(new Set(queue.takeBatch()));
    expect(queue.hasUpTo(5)).toBe(false);
  });
});
