import { TelemetrySettings } from '../settings/telemetry-settings';

/**
 * Options for attaching a function. A setting that is given here overrides the construct's setting for this function.
 *
 * `attributes` and the parts of `buffering` are merged: the function's values are added to the construct's, and override values with the same
 * name. A `flushStrategy` with an interval also overrides the construct's `dispatchInterval`. `filter`, `mask` and `sampling` replace those of the
 * construct as a whole; an empty one switches it off for this function.
 */
export interface AttachOptions extends TelemetrySettings {
  /**
   * Whether to stop the function's logs in CloudWatch Logs. A policy then denies the function's role to write to its log group.
   *
   * Ingestion into CloudWatch Logs often costs more than everything else about a function. If the logs are in the stream, you may not want to pay
   * for them twice. Everything that reads the log group then has no new data: the console, Logs Insights, Live Tail, metric filters,
   * subscriptions, and all metrics in the embedded metric format, such as those of Powertools, Lambda Insights and this extension. The
   * extension's own log is then only in the stream. If the extension cannot reach the stream, its errors are not visible anywhere.
   *
   * Existing logs remain in the log group. The policy names only this log group, so that other functions with the same role keep their
   * logs.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
   */
  readonly stopCloudWatchLogs?: boolean;

  /**
   * Whether the container image of the function contains the extension's files in `/opt`, where a layer would put them.
   *
   * Container images cannot have layers, so the function gets only the settings and the permission. The files are in the
   * archive `KinesisTelemetryExtension.LAYER_ARCHIVE`. The image may have any base, also one without a shell. With
   * `ExtensionHost.NODEJS` it needs Node.js 22 or newer as `node` on its path.
   *
   * In `attachToAll`, it means that all images among the functions contain the files. Without it, functions with images are skipped.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/extensions-configuration.html#invocation-extensions-images
   */
  readonly extensionInImage?: boolean;

  /**
   * Whether to raise the function's `memorySize` to the least that a small function needs beside the extension and its buffer, if it has less.
   *
   * Lambda bills the memory of a function for as long as it runs. With `ExtensionHost.NATIVE` and the default `bufferMaxSize`, Lambda's smallest
   * size of 128 MB is enough, and nothing is raised. A `memorySize` that is known only at deployment is not raised, and is listed in the warning
   * `cdk-kinesis-telemetry-extension:lowMemory`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
   */
  readonly raiseMemory?: boolean;
}
