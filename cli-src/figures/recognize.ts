import type { Envelope } from '../../consumer-src';
import { isObject, objectIn } from '../object';

/** Where runtimes state the request id in text logs: Node.js, Python, and Lambda itself. docs/runtimes.md shows them. */
const IN_TEXT = [/^\S+Z\t([\da-f-]{36})\t/, /^\[[A-Z]+\]\t\S+Z\t([\da-f-]{36})\t/, /^\S+Z ([\da-f-]{36}) Task timed out /, /^RequestId: ([\da-f-]{36}) Error: /];

/**
 * Returns the event with its type and its invocation. The CloudWatch Logs format has neither: there, the type is told by the fields that only
 * one platform event has together, and the request id by the record itself. Events of other formats are returned as they are.
 */
export function recognized(envelope: Envelope): Envelope {
  if (envelope.logGroup === undefined || envelope.type !== 'function') return envelope;
  const fields = objectIn(envelope.record);
  const type = fields && platformType(fields);
  const requestId = fields ? fields.requestId ?? fields.AWSRequestId : requestIdIn(envelope.record);
  return {
    ...envelope, ...typeof requestId === 'string' && { requestId }, ...type !== undefined && { type, record: fields },
  };
}

function platformType(fields: Record<string, unknown>): string | undefined {
  const { requestId, status, metrics, initializationType, phase, spans, functionArn, tracing } = fields;
  const measured = isObject(metrics) ? metrics : undefined;
  if (typeof initializationType === 'string' && typeof phase === 'string') {
    if (typeof measured?.durationMs === 'number') return 'platform.initReport';
    return typeof status === 'string' ? 'platform.initRuntimeDone' : 'platform.initStart';
  }
  if (typeof requestId !== 'string' || 'level' in fields || 'message' in fields) return undefined;
  if (typeof status === 'string') {
    if (typeof measured?.billedDurationMs === 'number' && typeof measured.memorySizeMB === 'number') return 'platform.report';
    return Array.isArray(spans) || typeof measured?.producedBytes === 'number' || isObject(tracing) ? 'platform.runtimeDone' : undefined;
  }
  return typeof functionArn === 'string' || isObject(tracing) ? 'platform.start' : undefined;
}

function requestIdIn(record: unknown): string | undefined {
  if (typeof record !== 'string') return undefined;
  return IN_TEXT.map((pattern) => pattern.exec(record)?.[1]).find((id) => id !== undefined);
}
