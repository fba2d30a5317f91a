import { FAINT, LINE, text, TEXT } from './svg';

/** A line of a graph. */
export interface Series {
  readonly label: string;
  readonly color: string;
  readonly right: boolean;
  readonly values: readonly number[];
}

interface Size { readonly width: number; readonly height: number }
interface Limit { readonly label?: string; readonly color?: string }

interface ValueOptions {
  readonly setPeriodToTimeRange?: boolean;
  readonly sparkline?: boolean;
}

const HOURS = 12;
const TICKS = 4;
/** How much of the height lines take when a limit is above them. */
const BELOW_LIMIT = 0.8;

/** Draws one number: the sum of the time shown, or the last value with its history. */
export function drawValue(series: Series, { width, height, setPeriodToTimeRange, sparkline }: Size & ValueOptions): string[] {
  const { values, color, label } = series;
  const value = setPeriodToTimeRange ? values.reduce((sum, each) => sum + each, 0) : values.at(-1) ?? 0;
  const words = Math.round(value).toLocaleString('en-US');
  return [
    ...sparkline ? [polyline(values, color, { left: 0, right: width, top: height * 0.62, bottom: height - 26 }, Math.max(...values))] : [],
    text(width / 2, height / 2 + 6, words, `font-size="30" text-anchor="middle" fill="${TEXT}"`),
    ...legend([{ label, color, right: false, values }], height - 10),
  ];
}

/** Draws lines on a left and a right axis that begin at 0, over twelve hours. */
export function drawGraph(series: readonly Series[], { width, height, limits = [] }: Size & { readonly limits?: readonly Limit[] }): string[] {
  const hasRight = series.some(({ right }) => right);
  const area = { left: 52, right: width - (hasRight ? 52 : 20), top: 38, bottom: height - 50 };
  const share = limits.length > 0 ? BELOW_LIMIT : 1;
  const [left, right] = [false, true].map((side) => mostOf(series.filter((one) => one.right === side)) / share);
  return [
    ...grid(area, left, hasRight ? right : undefined),
    ...hours(area),
    ...limits.flatMap(({ label = '', color = TEXT }) => [
      `<line x1="${area.left}" y1="${area.top + 4}" x2="${area.right}" y2="${area.top + 4}" stroke="${color}" stroke-dasharray="6 4"/>`,
      text(area.right, area.top, label, `font-size="11" text-anchor="end" fill="${color}"`),
    ]),
    ...series.map((one) => polyline(one.values, one.color, area, one.right ? right : left)),
    ...legend(series, height - 12),
  ];
}

interface Area { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }

function grid({ left, right, top, bottom }: Area, leftMost: number, rightMost?: number): string[] {
  return Array.from({ length: TICKS + 1 }, (_, tick) => tick / TICKS).flatMap((part) => {
    const y = bottom - (bottom - top) * part;
    return [
      `<line x1="${left}" y1="${y.toFixed(1)}" x2="${right}" y2="${y.toFixed(1)}" stroke="${LINE}"/>`,
      text(left - 6, y + 4, inShort(leftMost * part), `font-size="10" text-anchor="end" fill="${FAINT}"`),
      ...rightMost === undefined ? [] : [text(right + 6, y + 4, inShort(rightMost * part), `font-size="10" fill="${FAINT}"`)],
    ];
  });
}

function hours({ left, right, bottom }: Area): string[] {
  return Array.from({ length: HOURS / 3 + 1 }, (_, index) => index * 3).map((hour) => text(left + (right - left) * hour / HOURS, bottom + 14,
    `${String(6 + hour).padStart(2, '0')}:00`, `font-size="10" text-anchor="middle" fill="${FAINT}"`));
}

function polyline(values: readonly number[], color: string, { left, right, top, bottom }: Area, most: number): string {
  const points = values.map((value, index) => {
    const [x, y] = [left + (right - left) * index / (values.length - 1), bottom - (bottom - top) * (most === 0 ? 0 : value / most)];
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round"/>`;
}

/** Draws the labels side by side, and marks series of the right axis. */
function legend(series: readonly Series[], y: number): string[] {
  let x = 20;
  return series.flatMap(({ label, color, right }) => {
    const words = right ? `${label} (right)` : label;
    const drawn = [`<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${color}"/>`, text(x + 15, y, words, `font-size="11" fill="${FAINT}"`)];
    x += 15 + words.length * 5.3 + 14;
    return drawn;
  });
}

function mostOf(series: readonly Series[]): number {
  return roundUp(Math.max(0, ...series.flatMap(({ values }) => values)));
}

/** Rounds up to a number that divides well into four. */
function roundUp(value: number): number {
  if (value === 0) return TICKS;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((factor) => factor * power).find((rounded) => rounded >= value) ?? value;
}

/** 1,200,000 as 1.2 M. */
function inShort(value: number): string {
  const [unit, suffix] = ([[1e9, ' G'], [1e6, ' M'], [1e3, ' k']] as const).find(([size]) => value >= size) ?? [1, ''];
  return `${Number((value / unit).toFixed(1))}${suffix}`;
}
