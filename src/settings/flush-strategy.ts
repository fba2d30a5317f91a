import { Duration } from 'aws-cdk-lib';
import { FlushStrategyName } from './settings';

/**
 * When telemetry leaves the execution environment, and whether invocations are held open for it.
 *
 * Lambda freezes an environment between its invocations. What has not left by then stays in its memory until the next
 * invocation thaws it or Lambda shuts it down, which can be many minutes later, and is lost if it is killed without a shutdown.
 *
 * To hold is to keep an invocation open until Kinesis has its telemetry: the caller has its response before that, but the
 * time is billed, counts towards the function's time-out, and the environment takes no other request meanwhile. A hold
 * lasts for the Telemetry API's buffering time and then a call to Kinesis, for which it waits `flushTimeout` at most.
 *
 * Whatever the strategy: a long invocation sends as it goes, a shutdown delivers what is left, no invocation is held for a
 * Kinesis that was found out of reach, and what waits is bounded by `bufferMaxSize`. The `platform.report` of an invocation is
 * never waited for: Lambda sends it when the hold is over, so it leaves with the next invocation or at shutdown.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle
 * @example
 * import { Duration, Stack } from 'aws-cdk-lib';
 * import { FlushStrategy, KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
 *
 * declare const stack: Stack;
 *
 * new KinesisTelemetryExtension(stack, 'Telemetry', {
 *   flushStrategy: FlushStrategy.periodic(Duration.seconds(10)),
 * });
 */
export class FlushStrategy {
  /**
   * Holds invocations while they are sparse, and stops holding them while they are frequent.
   *
   * While they are sparse it is like `endOfInvocation`. While they are frequent, the next one thaws the environment at
   * once and what was left behind leaves beside it, with no time billed for that; an invocation is held then only if
   * something has waited too long already. Nobody knows which invocation of a busy time is its last: what that one leaves
   * behind waits in the frozen environment until the next invocation or the shutdown.
   */
  public static adaptive(): FlushStrategy {
    return new FlushStrategy('adaptive');
  }

  /**
   * Holds every invocation until Kinesis has acknowledged all of its telemetry, or `flushTimeout` is over.
   *
   * As long as Kinesis answers in time, nothing but the `platform.report` stays behind in a frozen environment. Each
   * invocation pays for that, however frequent they are: a busy function is billed for more time, and needs more
   * environments for the same requests.
   */
  public static endOfInvocation(): FlushStrategy {
    return new FlushStrategy('end-of-invocation');
  }

  /**
   * Never holds an invocation: sends while invocations run.
   *
   * No time is billed for it. What an invocation writes last, and all that one shorter than the interval writes, stays
   * behind when the environment freezes, until the next invocation or the shutdown, however short the interval: no timer
   * runs in a frozen environment.
   *
   * @param interval how long an event waits, from 100 milliseconds to 15 minutes, before it starts a send while an
   * invocation runs. It takes the place of `dispatchInterval`; `dispatchThreshold` events start a send before that. An interval out
   * of range is an error of the construct that the strategy is given to.
   */
  public static periodic(interval: Duration): FlushStrategy {
    return new FlushStrategy('periodic', interval);
  }

  /** The word for it in the setting `KINESIS_TELEMETRY_FLUSH_STRATEGY`. */
  public readonly value: string;

  /**
   * How long an event waits before it starts a send, in the setting `KINESIS_TELEMETRY_FLUSH_INTERVAL_MS`.
   *
   * @default - only `periodic` has one
   */
  public readonly interval?: Duration;

  private constructor(value: FlushStrategyName, interval?: Duration) {
    this.value = value;
    this.interval = interval;
  }
}
