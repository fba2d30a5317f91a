import { IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IMixin } from 'constructs';
import { AttachAspect } from './attach/all/attach-aspect';
import { AttachMixin } from './attach/all/attach-mixin';
import { AttacherOfMany } from './attach/all/attach-to-all';
import { AttachToAllOptions } from './attach/all/attach-to-all-options';
import { AttachOptions } from './attach/attach-options';
import { Attacher } from './attach/attacher';
import { IKinesisTelemetryExtension } from './kinesis-telemetry-extension-interface';
import { TelemetryOperations } from './operations/telemetry-operations';

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
   * - `cdk-kinesis-telemetry-extension:manyManagedPolicies`: the function's role has more managed policies than IAM allows by default
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

  /**
   * Attaches all functions of this app that are in a construct, a stack or the app by now, each as `attachTo` does.
   *
   * Left out are functions without a Node.js runtime or with an old one, container images, Lambda@Edge, CDK's own functions
   * (custom resources, log retention, deployments, …), functions that are attached elsewhere, consumers of the stream, and those
   * with the opt-out tag (`optOutTag`). The info annotation `cdk-kinesis-telemetry-extension:leftOut` on `scope` lists them, with the reason. Functions
   * that are attached already stay as they are, so attach those with options of their own first.
   *
   * What is added to `scope` later is not attached: for that there is `asAspect`.
   *
   * @param scope where the functions are
   * @param options which functions, and what is to be different for them
   * @throws when a function that is not left out cannot be attached; the message names it
   */
  public attachToAll(scope: IConstruct, options: AttachToAllOptions = {}): void {
    new AttacherOfMany(this._attacher, options).attachAll(scope);
  }

  /**
   * `attachToAll` as an Aspect: also for functions that are added later.
   *
   * Add it with the priority `AspectPriority.MUTATING`. An Aspect of an app does not see its stages: add it to each stage.
   * Each function that is left out has an info annotation of its own.
   *
   * @param options which functions, and what is to be different for them
   * @see https://docs.aws.amazon.com/cdk/v2/guide/aspects.html
   * @example
   * import { App, AspectPriority, Aspects } from 'aws-cdk-lib';
   * import { KinesisTelemetryExtension } from 'cdk-kinesis-telemetry-extension';
   *
   * declare const app: App;
   * declare const telemetry: KinesisTelemetryExtension;
   *
   * Aspects.of(app).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING });
   */
  public asAspect(options: AttachToAllOptions = {}): IAspect {
    return new AttachAspect(new AttacherOfMany(this._attacher, options));
  }

  /**
   * `attachToAll` as a Mixin: `construct.with(telemetry.asMixin())` attaches the functions that are in the construct by then.
   *
   * Each function that is left out has an info annotation of its own.
   *
   * @param options which functions, and what is to be different for them
   * @see https://docs.aws.amazon.com/cdk/v2/guide/mixins.html
   */
  public asMixin(options: AttachToAllOptions = {}): IMixin {
    return new AttachMixin(new AttacherOfMany(this._attacher, options));
  }
}
