import { factsOf } from './heading';
import type { Envelope } from '../../consumer-src';
import { learn } from '../invocations/learn';
import { isObject, objectIn } from '../object';

/** What the runtimes write before a message, which the line shows already: docs/runtimes.md. */
const HEADS = [
  // Node.js: time, request id, level
  /^\S+Z\t\S+\t[A-Z]+\t/,
  // Python: level, time, request id
  /^\[[A-Z]+\]\t\S+Z\t\S*\t/,
  // Lambda itself: time, request id
  /^\S+Z \S+ (?=Task timed out )/,
  // Java: level
  /^\[[A-Z]+\] /,
];

/** Fields of a log record that the line shows elsewhere. */
const SHOWN = ['timestamp', 'time', 'level', 'severity', 'requestId', 'AWSRequestId', 'function_request_id'];
/** Fields of a platform event that say little, or are shown elsewhere. */
const SAYS_LITTLE = ['requestId', 'tracing', 'spans', 'functionArn', 'runtimeVersionArn', 'functionName', 'version', 'functionVersion', 'instanceId'];

/** Events about the whole of an invocation. */
const TELLS_FACTS = ['platform.runtimeDone', 'platform.report'];

/** Returns what an event says, without what the line shows already. It may have several lines. */
export function gistOf(envelope: Envelope): string {
  const { type, record } = envelope;
  const fields = objectIn(record);
  if (type === 'function' || type === 'extension') return fields ? gistOfLog(fields) : textOf(record);
  if (TELLS_FACTS.includes(type)) return factsOf(learn(undefined, '', envelope));
  return fields ? gistOfPlatformEvent(fields) : textOf(record);
}

function textOf(record: unknown): string {
  if (typeof record !== 'string') return JSON.stringify(record);
  const head = HEADS.map((pattern) => pattern.exec(record)?.[0]).find((found) => found !== undefined) ?? '';
  return record.slice(head.length).trimEnd();
}

function gistOfLog(fields: Record<string, unknown>): string {
  const { message, stackTrace, ...others } = without(fields, SHOWN);
  // An object that a function has logged as its message.
  const said = isObject(message) && Array.isArray(message.stackTrace) ? [gistOfLog(message)] : message === undefined ? [] : [spelled(message)];
  const rest = Object.keys(others).length === 0 ? [] : [JSON.stringify(others)];
  return [[...said, ...rest].join(' '), ...stackOf(stackTrace)].join('\n').trimEnd();
}

function stackOf(stackTrace: unknown): string[] {
  if (!Array.isArray(stackTrace)) return stackTrace === undefined ? [] : [spelled(stackTrace)];
  return stackTrace.map((frame) => spelled(frame).trimEnd());
}

function gistOfPlatformEvent(fields: Record<string, unknown>): string {
  const { status, errorType, metrics, ...others } = without(fields, SAYS_LITTLE);
  const measured = isObject(metrics) ? metrics : {};
  return Object.entries({ status, errorType, ...measured, ...others })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => name === 'status' ? spelled(value) : `${name} ${spelled(value)}`)
    .join(', ');
}

function without(fields: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function spelled(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
