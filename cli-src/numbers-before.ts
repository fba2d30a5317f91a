import type { EnvironmentReport } from '../consumer-src';

/** Reading begins in the middle of an environment: returns how many of its numbers are before the first that was read. They are not missing. */
export function numbersBefore({ gaps, floor }: Pick<EnvironmentReport, 'gaps' | 'floor'>): number {
  const [first] = gaps;
  return floor === 0 && first?.first === 1 ? first.last : 0;
}
