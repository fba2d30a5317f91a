/**
 * What the Lambda Telemetry API can send.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
 */
export enum TelemetryType {
  /** Lambda's own events: start, end and report of every phase and invocation, with durations, memory and errors. */
  PLATFORM = 'platform',

  /** What the function writes to its standard output and standard error. */
  FUNCTION = 'function',

  /** What the function's extensions write to their standard output and standard error. */
  EXTENSION = 'extension',
}
