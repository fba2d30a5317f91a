/** What platform events have told of an invocation. Times in milliseconds, sizes in MB. */
export interface Invocation {
  readonly requestId: string;
  readonly function: string;
  readonly environment: string;
  /** ISO 8601 in UTC */
  readonly start?: string;
  /** `success`, `error`, `failure`, `timeout`, or what AWS adds. Undefined while it runs. */
  readonly status?: string;
  readonly errorType?: string;
  readonly durationMs?: number;
  readonly billedDurationMs?: number;
  readonly memorySizeMB?: number;
  readonly maxMemoryUsedMB?: number;
  /** Only of a cold start. */
  readonly initDurationMs?: number;
  /** Only after a restore from a snapshot. */
  readonly restoreDurationMs?: number;
}
