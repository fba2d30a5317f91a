import { startOf } from './phases';
import type { Trace } from './trace';
import type { Envelope } from '../../consumer-src';
import { isObject, objectIn } from '../object';
import { gistOf } from '../output/gist';
import { printable } from '../output/printable';
import { levelOf } from '../selection/level';
import type { Level } from '../selection/level';

/** A log line of an invocation, cut to what a page shows. */
export interface LogLine {
  /** Milliseconds from the start of the invocation. NaN if one of the times is unknown. */
  readonly atMs: number;
  readonly level?: Level;
  readonly text: string;
  /** How many characters were cut off. */
  readonly cut: number;
}

export interface LogLines {
  readonly lines: readonly LogLine[];
  /** How many lines more the invocation has. */
  readonly more: number;
}

const MAX_LINES = 100;
const MAX_CHARACTERS = 2_000;
const MAX_COMPLAINT = 300;

/** Returns the log lines of an invocation in the order in which it wrote them. Control characters are escaped. */
export function logLinesOf(trace: Trace): LogLines {
  const start = startOf(trace);
  const logs = trace.events.filter(isLog).sort((a, b) => a.sequence - b.sequence);
  const platformEvents = trace.events.length - logs.length;
  const lines = shown(logs).map((event) => {
    const text = printable(gistOf(event), false);
    const cut = Math.max(0, text.length - MAX_CHARACTERS);
    return { atMs: Date.parse(event.time) - start, level: levelOf(event), text: text.slice(0, MAX_CHARACTERS), cut };
  });
  return { lines, more: trace.eventCount - platformEvents - lines.length };
}

/** Returns what an invocation says of its failure, in a line: its last line of level error, which may be Lambda's own. */
export function complaintOf({ events }: Pick<Trace, 'events'>): string {
  const logs = events.filter(isLog).sort((a, b) => b.sequence - a.sequence);
  const worst = logs.find((event) => ['error', 'fatal'].includes(levelOf(event) ?? '')) ?? logs[0] as Envelope | undefined;
  return worst === undefined ? '' : printable(errorIn(worst.record) ?? gistOf(worst), false).split('\n')[0].slice(0, MAX_COMPLAINT);
}

/** What runtimes write about an error that a function has thrown. */
function errorIn(record: unknown): string | undefined {
  const fields = objectIn(record);
  const { errorType, errorMessage } = isObject(fields?.message) ? fields.message : fields ?? {};
  if (typeof errorMessage !== 'string') return undefined;
  return typeof errorType === 'string' ? `${errorType}: ${errorMessage}` : errorMessage;
}

function isLog({ type }: Envelope): boolean {
  return type === 'function' || type === 'extension';
}

/** The first lines, and the last ones, which tell how it ended. */
function shown(logs: readonly Envelope[]): readonly Envelope[] {
  return logs.length <= MAX_LINES ? logs : [...logs.slice(0, MAX_LINES / 2), ...logs.slice(-MAX_LINES / 2)];
}
