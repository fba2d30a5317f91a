import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AttachOptions } from './attach-options';
import { Attacher } from './attacher';
import { IKinesisTelemetryExtension } from './kinesis-telemetry-extension-interface';
import { TelemetryOperations } from './telemetry-operations';

/**
 * What those that are made here and those that were made elsewhere can do alike.
 *
 * @internal
 */
export abstract class KinesisTelemetryExtensionBase extends TelemetryOperations implements IKinesisTelemetryExtension {
  public abstract readonly layer: lambda.ILayerVersion;
  public abstract readonly policy: iam.IManagedPolicy;
  public abstract readonly environment: { [variable: string]: string };

  /** @internal */
  protected abstract readonly _attacher: Attacher;

  /**
   * Gives a function the layer, the settings and the permission. Attaching a function twice is the same as attaching it once.
   *
   * The function may be in another stack of the app: that stack then gets a layer and a policy of its own. Of a version or an
   * alias the function itself is attached, of a `SingletonFunction` the function that it stands for. Versions and aliases
   * (`fn.currentVersion`) follow each change of the layer and the settings.
   *
   * Warnings, by the id to acknowledge them with:
   * - `cdk-kinesis-telemetry-extension:roleNotChanged`: the function's role is imported and may not be changed here
   * - `cdk-kinesis-telemetry-extension:roleOfAnotherAccount`: the function's role is imported, maybe from another account
   * - `cdk-kinesis-telemetry-extension:streamOfAnotherAccount`: the stream needs a resource policy
   * - `cdk-kinesis-telemetry-extension:lowMemory`: less memory than extension and function will probably need
   * - `cdk-kinesis-telemetry-extension:timeoutShorterThanFlush`: the function's time-out is shorter than `flushTimeout`
   * - `cdk-kinesis-telemetry-extension:noRouteToKinesis`: an isolated subnet without an endpoint for Kinesis
   * - `cdk-kinesis-telemetry-extension:cloudWatchLogsNotStopped`: `stopCloudWatchLogs` with a role that may not be changed here
   * - `cdk-kinesis-telemetry-extension:logsGoNowhere`: `stopCloudWatchLogs` while `telemetryTypes` leaves the function's logs out
   *
   * @param fn a function with a Node.js runtime, nodejs22.x or newer, that this app makes: `lambda.Function`, `NodejsFunction`,
   * `SingletonFunction`, …; or a version or an alias of one; or a function made from a container image, with `extensionInImage`
   * @param options what is to be different for this function. A function that is attached already may be given without options, or
   * with the same
   * @throws when the function cannot have the extension: another runtime, a container image without `extensionInImage`, Lambda@Edge,
   * no free layer, an imported function, a setting that the function's own environment contradicts, other options than the first time,
   * or another extension that is attached already. What can only be known at the end is an error of `cdk synth`.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html
   */
  public attachTo(fn: lambda.IFunction, options: AttachOptions = {}): void {
    this._attacher.attach(fn, options);
  }
}
