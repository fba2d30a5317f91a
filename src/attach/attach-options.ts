import { TelemetrySettings } from '../settings/telemetry-settings';

/**
 * How one function is attached. A setting that is given here takes the place of the construct's, for this function.
 *
 * `attributes` and the parts of `buffering` are put together: the function's own are added, or take the place of those of the same name.
 * A `flushStrategy` with an interval of its own takes the place of the construct's `dispatchInterval`, too.
 */
export interface AttachOptions extends TelemetrySettings {
  /**
   * Whether CloudWatch Logs gets nothing of this function any more: its role is denied to write to its log group.
   *
   * Ingestion into CloudWatch Logs often costs more than all the rest of a function; whoever has the logs in the stream may not want to
   * pay for them twice. What is lost: everything that reads the log group. That is the console, Logs Insights, Live Tail, metric filters,
   * subscriptions, and all metrics that are written as logs (embedded metric format: those of Powertools and Lambda Insights, and this
   * extension's own). What the extension says about itself is then only in the stream. If the stream cannot be reached, nobody is told.
   *
   * What is in the log group already stays there. The denial names this log group only, so that other functions with the same
   * role keep theirs.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
   */
  readonly stopCloudWatchLogs?: boolean;

  /**
   * Says that the container image of the function has the files of the extension in `/opt`, where a layer would put them.
   *
   * Layers do not apply to container images. The function then gets the settings and the permission. The files are those of the
   * archive `KinesisTelemetryExtension.LAYER_ARCHIVE`. The image needs Node.js 22 or newer as `node` on its path, whatever the
   * function itself is written in; without it the extension says so in its log and idles.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/extensions-configuration.html#invocation-extensions-images
   */
  readonly extensionInImage?: boolean;
}
