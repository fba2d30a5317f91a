const BASE_MS = 50;
export const LONGEST_BACKOFF_MS = 2_000;

/**
 * Exponential backoff with full jitter.
 *
 * @param failures how many attempts have failed in a row, from 1
 * @param random a number from 0 to below 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(failures: number, random: number): number {
  return random * Math.min(LONGEST_BACKOFF_MS, BASE_MS * 2 ** Math.min(failures, 10));
}
