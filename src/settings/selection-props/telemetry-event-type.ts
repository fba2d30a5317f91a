/**
 * The type of an event of the Lambda Telemetry API, the field `type` of an envelope.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
export class TelemetryEventType {
  /** A log line of the function. */
  public static readonly FUNCTION = new TelemetryEventType('function');

  /** A log line of an extension. */
  public static readonly EXTENSION = new TelemetryEventType('extension');

  /** An environment begins to initialize. */
  public static readonly PLATFORM_INIT_START = new TelemetryEventType('platform.initStart');

  /** The runtime is initialized. */
  public static readonly PLATFORM_INIT_RUNTIME_DONE = new TelemetryEventType('platform.initRuntimeDone');

  /** How long the initialization took. */
  public static readonly PLATFORM_INIT_REPORT = new TelemetryEventType('platform.initReport');

  /** An invocation begins. */
  public static readonly PLATFORM_START = new TelemetryEventType('platform.start');

  /** The function has returned a response or an error. */
  public static readonly PLATFORM_RUNTIME_DONE = new TelemetryEventType('platform.runtimeDone');

  /** The duration, the billed duration and the memory of an invocation. */
  public static readonly PLATFORM_REPORT = new TelemetryEventType('platform.report');

  /** An environment begins to restore a snapshot (SnapStart). */
  public static readonly PLATFORM_RESTORE_START = new TelemetryEventType('platform.restoreStart');

  /** The runtime is restored from a snapshot. */
  public static readonly PLATFORM_RESTORE_RUNTIME_DONE = new TelemetryEventType('platform.restoreRuntimeDone');

  /** How long the restore took. */
  public static readonly PLATFORM_RESTORE_REPORT = new TelemetryEventType('platform.restoreReport');

  /** An extension has registered. */
  public static readonly PLATFORM_EXTENSION = new TelemetryEventType('platform.extension');

  /** An extension has subscribed to the Telemetry API. */
  public static readonly PLATFORM_TELEMETRY_SUBSCRIPTION = new TelemetryEventType('platform.telemetrySubscription');

  /**
   * A platform event for which this class has no constant.
   *
   * @param value the field `type` of the event, such as `platform.initReport`
   */
  public static of(value: string): TelemetryEventType {
    return new TelemetryEventType(value);
  }

  /** The field `type` of the event. */
  public readonly value: string;

  private constructor(value: string) {
    this.value = value;
  }
}
