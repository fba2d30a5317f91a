import { UndeliveredEventsName } from './settings';

/**
 * What becomes of events that still wait when the execution environment ends and Kinesis does not take them.
 *
 * Lambda leaves an extension at most 2 seconds for its shutdown. Events that were dropped before, because the buffer was
 * full or they were too large, are counted and no more.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown
 */
export class UndeliveredEvents {
  /** They are counted in the last line that the extension writes to its log, and lost. */
  public static readonly COUNT = new UndeliveredEvents('count');

  /**
   * They are written to the extension's log as the envelopes that the stream would have had, one a line (NDJSON), so that
   * CloudWatch Logs keeps them.
   *
   * They stand in the log group of the function, which is billed for them and needs a role that may write to it. Up to
   * `bufferMaxSize` is written, as far as the time for the shutdown goes.
   */
  public static readonly LOG = new UndeliveredEvents('log');

  /** The word for it in the setting `KINESIS_TELEMETRY_UNDELIVERED_EVENTS`. */
  public readonly value: string;

  private constructor(value: UndeliveredEventsName) {
    this.value = value;
  }
}
