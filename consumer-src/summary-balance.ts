import { isObject } from './json';

/** All events that the extension had, and what can become of them. */
const HAD = ['received', 'own'];
const BECAME = ['delivered', 'dropped', 'omitted', 'undelivered'];

/**
 * Returns how many events the record of a `telemetry.summary` event does not explain: each event that was received, or created by
 * the extension, is delivered, dropped, omitted or undelivered, so this is 0.
 *
 * @returns undefined if the record has not all of these counts, because an older version of the extension wrote it
 */
export function unexplainedBy(record: unknown): number | undefined {
  if (!isObject(record)) return undefined;
  const counts = [...HAD, ...BECAME].map((name) => record[name]);
  if (!counts.every((count): count is number => Number.isSafeInteger(count))) return undefined;
  return counts.reduce((sum, count, index) => index < HAD.length ? sum + count : sum - count, 0);
}
