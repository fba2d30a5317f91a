/**
 * A type of telemetry that the Lambda Telemetry API sends.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html
 */
export enum TelemetryType {
  /** Platform events: start, end and report of every phase and invocation, with durations, memory and errors. */
  PLATFORM = 'platform',

  /** Function logs: everything that the function writes to standard output and standard error. */
  FUNCTION = 'function',

  /** Extension logs: everything that the function's extensions write to standard output and standard error. */
  EXTENSION = 'extension',
}
