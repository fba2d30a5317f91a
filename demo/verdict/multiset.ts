/** A set that counts how often it contains each element. */
export class Multiset {
  private readonly counts = new Map<string, number>();

  add(element: string, times: number = 1): void {
    this.counts.set(element, this.count(element) + times);
  }

  count(element: string): number {
    return this.counts.get(element) ?? 0;
  }

  /** Removes one occurrence. Returns false if there is none. */
  take(element: string): boolean {
    const count = this.count(element);
    if (count === 0) return false;
    this.counts.set(element, count - 1);
    return true;
  }

  entries(): IterableIterator<[element: string, count: number]> {
    return this.counts.entries();
  }
}
