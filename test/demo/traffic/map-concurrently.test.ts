import { mapConcurrently } from '../../../demo/traffic/map-concurrently';

test('maps at most the given number of elements at a time, and keeps their order', async () => {
  let running = 0;
  let most = 0;
  const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (element) => {
    most = Math.max(most, ++running);
    for (let turn = 0; turn < element; turn++) await Promise.resolve();
    running--;
    return element * 10;
  });
  expect(results).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('fails with the first failure', async () => {
  await expect(mapConcurrently([1], 2, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});
