export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the object that a record is, or that a log line contains as JSON: a function with text logs may print JSON. */
export function objectIn(record: unknown): Record<string, unknown> | undefined {
  if (isObject(record)) return record;
  if (typeof record !== 'string' || !record.startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(record);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
