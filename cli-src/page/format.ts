const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const SECOND_MS = 1_000;
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

export function count(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** `1 event`, `2 events` */
export function counted(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? '' : 's'}`;
}

/** Three digits of a duration, with its unit. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  const size = Math.abs(ms);
  if (size < 9.95) return `${Number(ms.toFixed(1))} ms`;
  if (size < 999.5) return `${Math.round(ms)} ms`;
  if (size < MINUTE_MS) return `${Number((ms / SECOND_MS).toFixed(2))} s`;
  if (size < HOUR_MS) return `${Number((ms / MINUTE_MS).toFixed(1))} min`;
  return `${Number((ms / HOUR_MS).toFixed(1))} h`;
}

export function megabytes(value: number): string {
  return Number.isFinite(value) ? `${count(value)} MB` : '–';
}

export function bytes(value: number): string {
  const power = value < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1_000 ** power;
  return `${scaled < 10 && power > 0 ? Number(scaled.toFixed(1)) : Math.round(scaled)} ${UNITS[power]}`;
}

/** `12 %`; a small share is never 0 %, and a large one never 100 %. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = 100 * part / whole;
  if (share > 0 && share < 0.1) return '< 0.1 %';
  if (share > 99.9 && share < 100) return '> 99.9 %';
  return `${Number(share.toFixed(share < 10 || share > 99 ? 1 : 0))} %`;
}

/** In UTC, as the times of events are. */
export function dateTime(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}` : 'unknown';
}

/** Hours, minutes and seconds with milliseconds. */
export function timeOfDay(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? new Date(ms).toISOString().slice(11, 23) : 'unknown';
}
