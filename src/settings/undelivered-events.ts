import { UndeliveredEventsName } from './settings';

/**
 * How the extension handles events that are still buffered when the execution environment ends and Kinesis does not accept them.
 *
 * Lambda gives an extension at most 2 seconds to shut down. This setting does not concern dropped events (full buffer, too large), which are
 * only counted.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
export class UndeliveredEvents {
  /** Counts them in the last line that the extension writes to its log. The events are lost. */
  public static readonly COUNT = new UndeliveredEvents('count');

  /**
   * Writes them to the extension's log, so that CloudWatch Logs keeps them: the same envelopes as in the stream, one per line (NDJSON).
   *
   * The extension's log is in the function's log group. CloudWatch Logs bills the ingested bytes, and the function's role needs permission to write
   * logs. The extension writes up to `bufferMaxSize`, until the time for the shutdown is over.
   */
  public static readonly LOG = new UndeliveredEvents('log');

  /** The value of the environment variable `KINESIS_TELEMETRY_UNDELIVERED_EVENTS`. */
  public readonly value: string;

  private constructor(value: UndeliveredEventsName) {
    this.value = value;
  }
}
