/** Maps the elements, at most `limit` at a time, and returns the results in their order. Rejects with the first failure. */
export async function mapConcurrently<T, R>(elements: readonly T[], limit: number, map: (element: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = elements.entries();
  const worker = async () => {
    for (const [index, element] of queue) results[index] = await map(element);
  };
  await Promise.all(Array.from({ length: Math.min(limit, elements.length) }, worker));
  return results;
}
