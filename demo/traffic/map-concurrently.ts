/** Maps the elements, so many at a time; the results come in the elements' order. The first failure is the result of all. */
export async function mapConcurrently<T, R>(elements: readonly T[], limit: number, map: (element: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = elements.entries();
  const worker = async () => {
    for (const [index, element] of queue) results[index] = await map(element);
  };
  await Promise.all(Array.from({ length: Math.min(limit, elements.length) }, worker));
  return results;
}
