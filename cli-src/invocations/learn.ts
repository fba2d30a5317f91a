import type { Invocation } from './invocation';
import { isType } from '../../consumer-src';
import type { Envelope } from '../../consumer-src';
import { isObject } from '../object';
import { functionNameOf } from '../selection/function-name';

/** Returns what is known of an invocation after one more of its events. Records may have any shape: what is no number is left out. */
export function learn(known: Invocation | undefined, requestId: string, envelope: Envelope): Invocation {
  const invocation = known ?? { requestId, function: functionNameOf(envelope), environment: envelope.environment };
  if (!isObject(envelope.record)) return invocation;
  if (isType(envelope, 'platform.start')) return { ...invocation, start: envelope.time };
  if (isType(envelope, 'platform.runtimeDone')) {
    // The report's duration is that of the whole invocation.
    const { status, errorType, metrics } = envelope.record;
    return { ...defined({ status, errorType, durationMs: numberOf(metrics?.durationMs) }), ...invocation };
  }
  if (isType(envelope, 'platform.report')) {
    const { status, errorType, metrics } = envelope.record;
    const { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, restoreDurationMs } = isObject(metrics) ? metrics : {};
    const numbers = { durationMs, billedDurationMs, memorySizeMB, maxMemoryUsedMB, initDurationMs, restoreDurationMs };
    return {
      ...invocation, ...defined({ status, errorType }),
      ...defined(Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, numberOf(value)]))),
    };
  }
  return invocation;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}
