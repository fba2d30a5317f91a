import { createYoungGenerationCollector } from '../../extension-src/kinesis/young-generation';

test('what nobody holds any more outside of the heap is let go at once', () => {
  const collect = createYoungGenerationCollector();
  collect();
  const before = process.memoryUsage().arrayBuffers;
  let held: Buffer[] = Array.from({ length: 20 }, () => Buffer.alloc(1_000_000));
  const during = process.memoryUsage().arrayBuffers;
  expect(during - before).toBeGreaterThan(15_000_000);
  held = [];
  // Twice: what has survived nothing yet is kept by the first.
  collect();
  collect();
  expect(held).toEqual([]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
});
