import { Duration } from 'aws-cdk-lib';
import { FlushStrategyName } from './settings';

/**
 * When the extension sends telemetry, and whether it holds invocations until Kinesis has acknowledged it.
 *
 * Lambda freezes an execution environment between its invocations. Events that the extension has not sent by then stay in its memory until the
 * next invocation thaws the environment or Lambda shuts it down, which can be many minutes later. They are lost if the environment is killed
 * without a shutdown.
 *
 * To hold an invocation means to keep it open until Kinesis has acknowledged its telemetry. The caller already has its response, but the time is
 * billed and counts towards the function's timeout, and the environment accepts no other invocation. A hold lasts for the buffering time
 * of the Telemetry API plus one call to Kinesis, for which it waits at most `flushTimeout`.
 *
 * With every strategy, the extension sends events during long invocations, sends the remaining events at shutdown, does not hold invocations
 * while Kinesis is unreachable, and limits the buffered events to `bufferMaxSize`. It never waits for the `platform.report` of an invocation:
 * Lambda emits it after the hold, so the extension sends it with the next invocation or at shutdown.
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
   * Holds invocations while they are sparse, and only few of them while they are frequent.
   *
   * While invocations are sparse, this strategy behaves like `endOfInvocation`. Invocations are frequent when twenty in a row have each started
   * within one second of the one before; a single longer interval makes them sparse again. While they are frequent, an invocation sends the
   * buffered events only if one of them has waited for `dispatchInterval` (one second by default): beside the function, which adds no
   * billed time, or, if the function is usually done before a call to Kinesis is, by holding this one invocation.
   *
   * The extension cannot know which invocation of a busy period is the last one. The events of the last `dispatchInterval` of such a period
   * wait in the frozen environment until the next invocation or the shutdown.
   */
  public static adaptive(): FlushStrategy {
    return new FlushStrategy('adaptive');
  }

  /**
   * Holds every invocation until Kinesis has acknowledged all of its telemetry, or `flushTimeout` is over.
   *
   * As long as Kinesis answers in time, only the `platform.report` event remains in a frozen environment. Every invocation is held, even when
   * invocations are frequent: a busy function is billed for more time, and needs more environments for the same number of invocations.
   */
  public static endOfInvocation(): FlushStrategy {
    return new FlushStrategy('end-of-invocation');
  }

  /**
   * Never holds an invocation. The extension sends events only while invocations run.
   *
   * It adds no billed time. The last events of an invocation, and all events of an invocation that is shorter than the interval, remain in the
   * frozen environment until the next invocation or the shutdown. A shorter interval does not change this: timers do not run in a frozen
   * environment.
   *
   * @param interval how long an event waits, from 100 milliseconds to 15 minutes, before it starts a send while an
   * invocation runs. It replaces `dispatchInterval`. `dispatchThreshold` events start a send earlier. If the interval is out of range, the
   * construct that receives the strategy throws an error.
   */
  public static periodic(interval: Duration): FlushStrategy {
    return new FlushStrategy('periodic', interval);
  }

  /** The value of the environment variable `KINESIS_TELEMETRY_FLUSH_STRATEGY`. */
  public readonly value: string;

  /**
   * How long an event waits before it starts a send. The value of the environment variable `KINESIS_TELEMETRY_FLUSH_INTERVAL_MS`.
   *
   * @default - none; only `periodic` has an interval
   */
  public readonly interval?: Duration;

  private constructor(value: FlushStrategyName, interval?: Duration) {
    this.value = value;
    this.interval = interval;
  }
}
