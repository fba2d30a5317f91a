import { Duration, Size } from 'aws-cdk-lib';

/**
 * How the Lambda Telemetry API collects events before it hands them to the extension: whatever is reached first.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html#telemetry-api-buffering
 */
export interface TelemetryBuffering {
  /**
   * How long events are collected, from 25 milliseconds to 30 seconds.
   *
   * The end of an invocation is itself an event that waits in this buffer, so a flush at the end of an invocation
   * starts that much later.
   *
   * @default Duration.millis(25)
   */
  readonly timeout?: Duration;

  /**
   * How many bytes are collected, from 256 KiB to 1 MiB.
   *
   * @default Size.kibibytes(256)
   */
  readonly maxSize?: Size;

  /**
   * How many events are collected, from 1,000 to 10,000.
   *
   * @default 1000
   */
  readonly maxItems?: number;
}
