import type { Envelope } from '../../consumer-src';
import { objectIn } from '../object';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type Level = typeof LEVELS[number];

/** Names of other languages and loggers. */
const SYNONYMS: Readonly<Record<string, Level>> = { warning: 'warn', critical: 'fatal', severe: 'error', err: 'error', information: 'info', notice: 'info', verbose: 'trace' };

/** pino and bunyan number their levels: 10 is trace, 60 is fatal. */
const PER_LEVEL = 10;

/** Text logs of Node.js (time, request id, level, message), of Python and Java ("[LEVEL] …"), and of Go's slog ("level=INFO"). */
const IN_TEXT = [/^\S+Z\t\S+\t([A-Z]+)\t/, /^\[([A-Za-z]+)\]/, /(?:^|\s)level="?([A-Za-z]+)\b/];

/** Lines that Lambda writes when it ends a function. docs/runtimes.md shows them. */
const ENDED_BY_LAMBDA = /^\S+Z \S+ Task timed out after |^RequestId: \S+ Error: /;

/** Returns the level of an event, or undefined if it states none. A platform event that reports a failure, and lost telemetry, is an error. */
export function levelOf({ type, record }: Envelope): Level | undefined {
  if (type === 'telemetry.dropped' || type === 'platform.logsDropped') return 'error';
  const fields = objectIn(record);
  if (type.startsWith('platform.')) return typeof fields?.status === 'string' && fields.status !== 'success' ? 'error' : undefined;
  if (fields) return levelNamed(fields.level) ?? levelNamed(fields.severity);
  return typeof record === 'string' ? levelOfText(record) : undefined;
}

function levelOfText(line: string): Level | undefined {
  if (ENDED_BY_LAMBDA.test(line)) return 'error';
  for (const pattern of IN_TEXT) {
    const level = levelNamed(pattern.exec(line)?.[1]);
    if (level !== undefined) return level;
  }
  return undefined;
}

/** Returns the level with this name or number. */
export function levelNamed(name: unknown): Level | undefined {
  if (typeof name === 'number') return LEVELS[Math.min(LEVELS.length, Math.max(1, Math.floor(name / PER_LEVEL))) - 1];
  if (typeof name !== 'string') return undefined;
  const lower = name.toLowerCase();
  return LEVELS.find((level) => level === lower) ?? (Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined);
}

/** Returns a test for events of this level and above. */
export function levelTest(minimum: Level): (envelope: Envelope) => boolean {
  return (envelope) => {
    const level = levelOf(envelope);
    return level !== undefined && LEVELS.indexOf(level) >= LEVELS.indexOf(minimum);
  };
}
