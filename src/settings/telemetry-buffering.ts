import { Duration, Size } from 'aws-cdk-lib';

/**
 * How the Lambda Telemetry API buffers events. It sends them to the extension when the first of the three limits is reached.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html#telemetry-api-buffering
 */
export interface TelemetryBuffering {
  /**
   * The maximum time that events are buffered, from 25 milliseconds to 30 seconds.
   *
   * The event that reports the end of an invocation is buffered, too. It delays the flush at the end of the invocation by this time.
   *
   * @default Duration.millis(25); 100 milliseconds on Lambda Managed Instances, where no invocation is held
   */
  readonly timeout?: Duration;

  /**
   * The maximum number of bytes that are buffered, from 256 KiB to 1 MiB.
   *
   * @default Size.kibibytes(256); 1 MiB on Lambda Managed Instances
   */
  readonly maxSize?: Size;

  /**
   * The maximum number of events that are buffered, from 1,000 to 10,000.
   *
   * @default 1000; 10,000 on Lambda Managed Instances
   */
  readonly maxItems?: number;
}
