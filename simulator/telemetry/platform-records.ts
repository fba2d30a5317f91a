import { createHash } from 'node:crypto';
import { ResolvedConfiguration } from '../model/function-configuration';
import { InitPhase, Status } from '../model/results';

// The records of platform events, with the fields in Lambda's order:
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html

export interface Tracing {
  readonly spanId?: string;
  readonly type: 'X-Amzn-Trace-Id';
  readonly value: string;
}

export interface Span {
  readonly name: string;
  readonly start: string;
  readonly durationMs: number;
}

/** Rounds milliseconds to three decimals, as Lambda does. */
export function milliseconds(value: number): number {
  return Math.round(value * 1000) / 1000;
}

export function span(name: string, from: Date, durationMs: number): Span {
  return { name, start: from.toISOString(), durationMs: milliseconds(durationMs) };
}

interface Instance {
  readonly config: ResolvedConfiguration;
  readonly logStreamName: string;
}

export function initStart({ config, logStreamName }: Instance, phase: InitPhase): Record<string, unknown> {
  const digest = createHash('sha256').update(config.runtime).digest('hex');
  return {
    initializationType: config.initializationType,
    phase: phaseOf(config, phase),
    // nodejs:22.v1, python:3.13.v1, java:21.v1, provided:al2023.v1
    runtimeVersion: `${config.runtime.replace(/^([a-z]+)\.?/, '$1:').replace('.x', '')}.v1`,
    runtimeVersionArn: `arn:aws:lambda:${config.region}::runtime:${digest}`,
    functionName: config.functionName,
    functionVersion: config.functionVersion,
    instanceId: logStreamName,
    instanceMaxMemory: config.memorySizeMB * 1024 * 1024,
  };
}

export function initRuntimeDone(config: ResolvedConfiguration, phase: InitPhase, status: Status, errorType?: string): object {
  return { initializationType: config.initializationType, phase: phaseOf(config, phase), status, ...optional({ errorType }) };
}

export function initReport(config: ResolvedConfiguration, phase: InitPhase, status: Status, durationMs: number, errorType?: string): object {
  return {
    initializationType: config.initializationType,
    phase: phaseOf(config, phase),
    status,
    ...optional({ errorType }),
    metrics: { durationMs: milliseconds(durationMs) },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-restoreStart */
export function restoreStart(instance: Instance): object {
  const { initializationType: _type, phase: _phase, ...record } = initStart(instance, 'init');
  return record;
}

export function restoreRuntimeDone(): object {
  return { status: 'success' };
}

export function restoreReport(durationMs: number): object {
  return { status: 'success', metrics: { durationMs: milliseconds(durationMs) } };
}

export function start(config: ResolvedConfiguration, requestId: string, tracing: Tracing): object {
  return { requestId, functionArn: config.functionArn, version: config.functionVersion, tracing };
}

export interface RuntimeDoneFields {
  readonly requestId: string;
  readonly status: Status;
  readonly errorType?: string;
  readonly tracing: Tracing;
  readonly spans: readonly Span[];
  readonly durationMs: number;
  readonly producedBytes?: number;
}

export function runtimeDone({ requestId, status, errorType, tracing, spans, durationMs, producedBytes }: RuntimeDoneFields): object {
  return {
    requestId,
    status,
    ...optional({ errorType }),
    tracing,
    spans,
    metrics: { durationMs: milliseconds(durationMs), ...optional({ producedBytes }) },
  };
}

export interface ReportFields {
  readonly requestId: string;
  readonly status: Status;
  readonly errorType?: string;
  readonly tracing: Tracing;
  readonly spans: readonly Span[];
  readonly durationMs: number;
  readonly initDurationMs?: number;
  readonly restoreDurationMs?: number;
  readonly maxMemoryUsedMB: number;
}

/** Since 2025 Lambda bills the init of an on-demand environment. */
export function report(config: ResolvedConfiguration, fields: ReportFields): object {
  const { requestId, status, errorType, tracing, spans, initDurationMs, restoreDurationMs } = fields;
  const durationMs = milliseconds(fields.durationMs);
  const billedInitMs = config.initializationType === 'on-demand' ? initDurationMs ?? 0 : 0;
  return {
    requestId,
    metrics: {
      durationMs,
      billedDurationMs: Math.ceil(durationMs + billedInitMs),
      memorySizeMB: config.memorySizeMB,
      maxMemoryUsedMB: fields.maxMemoryUsedMB,
      ...optional({
        initDurationMs: initDurationMs === undefined ? undefined : milliseconds(initDurationMs),
        restoreDurationMs: restoreDurationMs === undefined ? undefined : milliseconds(restoreDurationMs),
      }),
    },
    tracing,
    ...(spans.length > 0 ? { spans } : {}),
    status,
    ...optional({ errorType }),
  };
}

/** On Managed Instances the only metric of the report is the duration. */
export function managedReport(fields: Pick<ReportFields, 'requestId' | 'status' | 'errorType' | 'tracing' | 'durationMs'>): object {
  const { requestId, status, errorType, tracing } = fields;
  return { requestId, metrics: { durationMs: milliseconds(fields.durationMs) }, tracing, status, ...optional({ errorType }) };
}

/** SnapStart's init, which runs when a version is published, has its own phase. */
function phaseOf({ initializationType }: ResolvedConfiguration, phase: InitPhase): string {
  return initializationType === 'snap-start' && phase === 'init' ? 'snap-start' : phase;
}

function optional<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
