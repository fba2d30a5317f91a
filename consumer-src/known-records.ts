/** The type of `record` for each event type that this module knows. */
export interface KnownRecords {
  /** A string for a text log line, an object for a JSON log line, or any other JSON value that a function logged. */
  'function': unknown;
  /** The same, from an extension's own output. */
  'extension': unknown;
  'platform.initStart': PlatformInitStart;
  'platform.initRuntimeDone': PlatformInitRuntimeDone;
  'platform.initReport': PlatformInitReport;
  'platform.start': PlatformStart;
  'platform.runtimeDone': PlatformRuntimeDone;
  'platform.report': PlatformReport;
  'platform.restoreStart': PlatformRestoreStart;
  'platform.restoreRuntimeDone': PlatformRestoreRuntimeDone;
  'platform.restoreReport': PlatformRestoreReport;
  'platform.extension': PlatformExtension;
  'platform.telemetrySubscription': PlatformTelemetrySubscription;
  'platform.logsDropped': PlatformLogsDropped;
  'telemetry.dropped': TelemetryDropped;
  'telemetry.omitted': TelemetryOmitted;
  'telemetry.summary': TelemetrySummary;
}

/** A string to which AWS may add values. */
type Open<Known extends string> = Known | (string & {});

/** The result of a phase or an invocation. */
export type PlatformStatus = Open<'success' | 'failure' | 'error' | 'timeout'>;

/** The phase in which the initialization ran. */
export type InitPhase = Open<'init' | 'invoke' | 'snap-start'>;

/** Why Lambda created the execution environment. */
export type InitializationType = Open<'on-demand' | 'provisioned-concurrency' | 'snap-start' | 'lambda-managed-instances'>;

/** A part of an invocation or a phase. */
export interface PlatformSpan {
  readonly name: Open<'responseLatency' | 'responseDuration' | 'runtimeOverhead' | 'extensionOverhead'>;
  /** Start time: ISO 8601. */
  readonly start: string;
  readonly durationMs: number;
}

/** The trace that an invocation belongs to. */
export interface PlatformTracing {
  readonly type: Open<'X-Amzn-Trace-Id'>;
  readonly value: string;
  readonly spanId?: string;
}

/** The initialization starts. */
export interface PlatformInitStart {
  readonly functionName?: string;
  readonly functionVersion?: string;
  readonly initializationType: InitializationType;
  /** Name of the log stream. */
  readonly instanceId?: string;
  /** MB */
  readonly instanceMaxMemory?: number;
  readonly phase: InitPhase;
  readonly runtimeVersion?: string;
  readonly runtimeVersionArn?: string;
}

/** The runtime has initialized. */
export interface PlatformInitRuntimeDone {
  readonly initializationType: InitializationType;
  readonly phase?: InitPhase;
  readonly status: PlatformStatus;
  readonly spans?: readonly PlatformSpan[];
  readonly errorType?: string;
}

/** The initialization has ended. */
export interface PlatformInitReport {
  readonly initializationType: InitializationType;
  readonly phase: InitPhase;
  readonly metrics: { readonly durationMs: number };
  readonly spans?: readonly PlatformSpan[];
  readonly status?: PlatformStatus;
  readonly errorType?: string;
}

/** An invocation starts. */
export interface PlatformStart {
  readonly requestId: string;
  readonly version?: string;
  readonly tracing?: PlatformTracing;
  readonly tenantId?: string;
}

/** The runtime has finished the invocation. */
export interface PlatformRuntimeDone {
  readonly requestId: string;
  readonly status: PlatformStatus;
  readonly errorType?: string;
  readonly metrics?: { readonly durationMs: number; readonly producedBytes?: number };
  readonly spans?: readonly PlatformSpan[];
  readonly tracing?: PlatformTracing;
}

/** The invocation has ended, including extensions. Contains the billed duration. */
export interface PlatformReport {
  readonly requestId: string;
  readonly status: PlatformStatus;
  /** On Lambda Managed Instances there is only `durationMs`. */
  readonly metrics: {
    readonly durationMs: number;
    readonly billedDurationMs?: number;
    readonly memorySizeMB?: number;
    readonly maxMemoryUsedMB?: number;
    readonly initDurationMs?: number;
    readonly restoreDurationMs?: number;
  };
  readonly spans?: readonly PlatformSpan[];
  readonly tracing?: PlatformTracing;
  readonly errorType?: string;
}

/** A restore from a snapshot starts. */
export interface PlatformRestoreStart {
  readonly functionName?: string;
  readonly functionVersion?: string;
  /** Name of the log stream. */
  readonly instanceId?: string;
  /** MB */
  readonly instanceMaxMemory?: number;
  readonly runtimeVersion?: string;
  readonly runtimeVersionArn?: string;
}

/** The runtime is restored. */
export interface PlatformRestoreRuntimeDone {
  readonly status: PlatformStatus;
  readonly spans?: readonly PlatformSpan[];
  readonly errorType?: string;
}

/** The restore has ended. */
export interface PlatformRestoreReport {
  readonly metrics: { readonly durationMs: number };
  readonly status?: PlatformStatus;
  readonly spans?: readonly PlatformSpan[];
  readonly errorType?: string;
}

/** An extension has registered. */
export interface PlatformExtension {
  readonly name: string;
  readonly state: Open<'Ready'>;
  readonly events: readonly string[];
  readonly errorType?: string;
}

/** An extension has subscribed to telemetry. */
export interface PlatformTelemetrySubscription {
  readonly name: string;
  readonly state: Open<'Subscribed' | 'Already subscribed'>;
  readonly types: readonly string[];
}

/** Lambda itself dropped telemetry. These events have no sequence numbers. */
export interface PlatformLogsDropped {
  readonly droppedBytes: number;
  readonly droppedRecords: number;
  readonly reason: string;
}

/** A range of sequence numbers that will never arrive, because the extension dropped their events. */
export interface TelemetryDropped {
  /** Events */
  readonly count: number;
  /** Bytes of their envelopes */
  readonly bytes: number;
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly reason: Open<'buffer-full' | 'too-large' | 'rejected' | 'failed'>;
  /** The environment of the sequence numbers if it is not the envelope's own, as after a restore from a snapshot. */
  readonly environment?: string;
}

/** Events that a filter or sampling left out on purpose since the last report. They have no sequence numbers. */
export interface TelemetryOmitted {
  /** Events */
  readonly count: number;
  /** Bytes of the events, without the envelope's fields */
  readonly bytes: number;
  /** The same by rule */
  readonly reasons: readonly OmittedByRule[];
  /** The ids of requests of which all events were left out. Absent if there are none */
  readonly requests?: readonly string[];
  /** The number of further such requests, if there were too many to list. Absent if there are none */
  readonly unnamedRequests?: number;
}

/** Events that one rule left out. */
export interface OmittedByRule {
  readonly reason: Open<'filter' | 'sampling'>;
  /** The name of the rule. */
  readonly rule: string;
  readonly count: number;
  readonly bytes: number;
}

/** The last event of an environment, with the extension's counters. */
export interface TelemetrySummary {
  /** Events received */
  readonly received: number;
  /** Events that the extension itself created before this one. Absent in older versions */
  readonly own?: number;
  /** Events that Kinesis acknowledged before this one */
  readonly delivered: number;
  /** Events dropped */
  readonly dropped: number;
  /** Events that were left out on purpose. Absent in older versions */
  readonly omitted?: number;
  /** Events that waited for an acknowledgement when this one was written. Absent in older versions */
  readonly undelivered?: number;
  /** Kinesis records acknowledged */
  readonly records: number;
  /** PutRecords calls */
  readonly calls: number;
  /** Kinesis records that were sent again */
  readonly retries: number;
  /** Invocations that were held for a flush */
  readonly flushes: number;
  /** Milliseconds for which all flushes together held invocations */
  readonly holdMs: number;
  /** The maximum number of buffered bytes */
  readonly bufferPeakBytes: number;
  /** Bodies or parts of bodies that were not telemetry */
  readonly malformed: number;
  /** `spindown`, `timeout`, `failure`, or the name of a signal in lower case */
  readonly shutdownReason: string;
  /** How often each rule has masked something, by the name of the rule. Absent if nothing was masked */
  readonly masked?: Readonly<Record<string, number>>;
}
