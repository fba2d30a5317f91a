import { UsageError } from './errors';

const SPAN = /^(\d+(?:\.\d+)?)(s|m|h|d|w)$/;
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** A date, or a date and a time. Without a zone it is UTC, as the times of events are. */
const DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads a span before now (`10m`) or a time (`2026-11-20T09:00:00Z`).
 * @throws UsageError
 */
export function parseTime(option: string, text: string, now: number): Date {
  const [, count, unit] = SPAN.exec(text) ?? [];
  const time = count !== undefined ? now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS] : timeOf(text);
  if (Number.isNaN(time) || time < 0) {
    throw new UsageError(`${option} must be a span such as 30s, 10m, 2h, 1d or 1w, or a time such as 2026-11-20T09:00:00Z, got ${JSON.stringify(text)}`);
  }
  if (time > now) throw new UsageError(`${option} must not be in the future, got ${text}; it is now ${new Date(now).toISOString()}`);
  return new Date(time);
}

function timeOf(text: string): number {
  const [match, zone] = DATE.exec(text) ?? [];
  if (match === undefined) return NaN;
  // A date alone is UTC by itself.
  return Date.parse(`${text.replace(' ', 'T')}${zone !== undefined || text.length === 10 ? '' : 'Z'}`);
}
