import { Duration } from 'aws-cdk-lib';
import { LogLevel } from './log-level';
import { KeepReasonName } from '../selection/sampling-settings';

/** A reason to keep all telemetry of a request. */
export class KeepRequests {
  /**
   * Requests that failed: the status of `platform.runtimeDone` is `error` or `failure`.
   *
   * A function that catches its errors, or returns a response with a status of 500, has succeeded for Lambda: add `KeepRequests.loggedAtLeast`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-runtimeDone
   */
  public static readonly ERRORS = new KeepRequests({ reason: 'error' });

  /** Requests that reached the timeout of the function. */
  public static readonly TIMEOUTS = new KeepRequests({ reason: 'timeout' });

  /**
   * Requests in which the function ran out of memory. Lambda reports this for some runtimes only as an exit of the runtime, so these are
   * kept, too.
   */
  public static readonly OUT_OF_MEMORY = new KeepRequests({ reason: 'out-of-memory' });

  /** The first request of an execution environment. */
  public static readonly COLD_STARTS = new KeepRequests({ reason: 'cold-start' });

  /**
   * Requests whose duration exceeds the given one.
   *
   * @param duration from 1 millisecond to 15 minutes. If it is out of range, the construct that receives it throws an error
   */
  public static slowerThan(duration: Duration): KeepRequests {
    return new KeepRequests({ duration });
  }

  /**
   * Requests in which the function logged a line of at least this level. A line whose level is unknown is no reason.
   *
   * The decision falls when the line is logged. The lines before it are kept as well.
   *
   * @param level the lowest level that is a reason
   */
  public static loggedAtLeast(level: LogLevel): KeepRequests {
    return new KeepRequests({ level });
  }

  private constructor(private readonly given: { readonly reason?: KeepReasonName; readonly duration?: Duration; readonly level?: LogLevel }) {}

  /** @internal */
  public _reason(): { readonly reason?: string; readonly duration?: Duration; readonly level?: LogLevel } {
    return this.given;
  }
}
