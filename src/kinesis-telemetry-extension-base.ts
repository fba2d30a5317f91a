import { IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct, IMixin } from 'constructs';
import { AttachAspect } from './attach/all/attach-aspect';
import { AttachMixin } from './attach/all/attach-mixin';
import { AttacherOfMany } from './attach/all/attach-to-all';
import { AttachToAllOptions } from './attach/all/attach-to-all-options';
import { AttachOptions } from './attach/attach-options';
import { Attacher } from './attach/attacher';
import { reportMemory } from './attach/doubts/memory';
import { reportFunctionsOfDeployments } from './attach/doubts/run-by-deployments';
import { IKinesisTelemetryExtension } from './kinesis-telemetry-extension-interface';
import { TelemetryOperations } from './operations/telemetry-operations';

/**
 * The methods that are common to extensions that this app creates and to imported extensions.
 *
 * @internal
 */
export abstract class KinesisTelemetryExtensionBase extends TelemetryOperations implements IKinesisTelemetryExtension {
  public abstract readonly layer: lambda.ILayerVersion;
  public abstract readonly policy: iam.IManagedPolicy;
  public abstract readonly environment: { [variable: string]: string };

  /** @internal */
  protected abstract readonly _attacher: Attacher;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    reportFunctionsOfDeployments(this, (fn) => this._attacher.ownerOf(fn) === this);
    reportMemory(this, () => this._attacher.attached);
  }

  /**
   * Adds the layer, the settings and the permission to a function. Attaching a function twice has the same effect as attaching it once.
   *
   * The function may be in another stack of the app; that stack then gets its own layer and policy. For a version or an alias, its function is
   * attached; for a `SingletonFunction`, the function behind it. `fn.currentVersion`, and aliases of it, change with every change of the
   * layer or the settings.
   *
   * Warnings, by the id to acknowledge them with:
   * - `cdk-kinesis-telemetry-extension:roleNotChanged`: the function's role is imported, or known only at deployment, and cannot be changed here
   * - `cdk-kinesis-telemetry-extension:roleReplaced`: after the function was attached, an override or an assignment gave it another role
   * - `cdk-kinesis-telemetry-extension:roleOfAnotherAccount`: the function's role is imported, possibly from another account
   * - `cdk-kinesis-telemetry-extension:streamOfAnotherAccount`: the stream needs a resource policy
   * - `cdk-kinesis-telemetry-extension:manyManagedPolicies`: the function's role has more managed policies than IAM allows by default
   * - `cdk-kinesis-telemetry-extension:lowMemory`: the memory is probably too small for the function, the extension and its buffer. One warning on
   *   the extension lists all such functions
   * - `cdk-kinesis-telemetry-extension:noNativeHost`: the layer was built without Rust, so the extension runs on the function's Node.js
   * - `cdk-kinesis-telemetry-extension:unsignedLayer`: the function has a code signing configuration, and the layer is not signed
   * - `cdk-kinesis-telemetry-extension:timeoutShorterThanFlush`: the function's timeout is shorter than `flushTimeout`
   * - `cdk-kinesis-telemetry-extension:noRouteToKinesis`: the function is in an isolated subnet without an endpoint for Kinesis
   * - `cdk-kinesis-telemetry-extension:triggerRunsAgain`: a deployment that changes the function's version runs its trigger again
   * - `cdk-kinesis-telemetry-extension:noEgressToKinesis`: the function's security groups let nothing out to port 443. `addVpcEndpoint` lets those of
   *   its own stack connect to the endpoint
   * - `cdk-kinesis-telemetry-extension:recordFormatUnreadable`: filters or an archive by function cannot read this function's record format
   * - `cdk-kinesis-telemetry-extension:aggregatedRecordsDropped`: the KCL drops aggregated records of a stream that ignores partition keys
   * - `cdk-kinesis-telemetry-extension:sharedLogsStopped`: `stopCloudWatchLogs` also stops the logs of another function
   * - `cdk-kinesis-telemetry-extension:cloudWatchLogsNotStopped`: `stopCloudWatchLogs` with a role that cannot be changed here
   * - `cdk-kinesis-telemetry-extension:logsGoNowhere`: `stopCloudWatchLogs`, but `telemetryTypes` does not include the function's logs
   *
   * @param fn a function of this app, on any runtime on Amazon Linux 2 or newer: `lambda.Function`, `NodejsFunction`,
   * `SingletonFunction`, …; a `CfnFunction` of Lambda or of SAM, also in a `CfnInclude`; a version or an alias of a `lambda.Function`; or a function
   * with a container image, with `extensionInImage`. The type is `IConstruct` because an L1 is no `IFunction`
   * @param options settings for this function. If the function is already attached, omit the options or pass the same options
   * @throws when the function cannot be attached: a runtime on Amazon Linux 1, a container image without `extensionInImage`, Lambda@Edge,
   * a construct that is no function, layers or variables of an L1 that are known only at deployment, no free layer slot, an imported function, a setting that conflicts with the function's environment variables, options that differ from the
   * first call, or another extension that is already attached. Errors that can only be detected at the end of synthesis are reported by
   * `cdk synth`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-extensions.html
   */
  public attachTo(fn: IConstruct, options: AttachOptions = {}): void {
    this._attacher.attach(fn, options);
  }

  /**
   * Attaches all functions that currently are in a construct, a stack or an app. It calls `attachTo` for each of them.
   *
   * It skips functions on Amazon Linux 1 or without the Node.js that `ExtensionHost.NODEJS` needs, container images, Lambda@Edge, L1 functions that
   * cannot be changed, CDK's own functions (custom resources, log retention, deployments, …), functions that are attached to another extension,
   * consumers of the stream, and functions with the opt-out tag (`optOutTag`). The info annotation `cdk-kinesis-telemetry-extension:leftOut` lists
   * the skipped functions and the reasons: on `scope`, or for an app or a stage on each stack. If no function exists yet, there is a warning
   * (`…:noFunctionToAttach`). The info annotation `cdk-kinesis-telemetry-extension:customResourceProviders` on the extension lists attached functions
   * that run in deployments, such as providers of other libraries. Functions that are already attached do not change: first call `attachTo` for
   * functions with their own options.
   *
   * Functions that are added to `scope` later are not attached. Use `asAspect` for them.
   *
   * @param scope the construct, stack or app with the functions
   * @param options the functions to attach, and their settings
   * @throws when a function that is not skipped cannot be attached; the message names the function
   */
  public attachToAll(scope: IConstruct, options: AttachToAllOptions = {}): void {
    new AttacherOfMany(this._attacher, options).attachAll(scope);
  }

  /**
   * Returns an Aspect that works like `attachToAll`, and also attaches functions that are added later.
   *
   * Add it with the priority `AspectPriority.MUTATING`. An Aspect of an app does not visit its stages: add it to each stage.
   * Each skipped function has its own info annotation.
   *
   * @param options the functions to attach, and their settings
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
   * Returns a Mixin that works like `attachToAll`: `construct.with(telemetry.asMixin())` attaches the functions that currently are in the
   * construct.
   *
   * Each skipped function has its own info annotation.
   *
   * @param options the functions to attach, and their settings
   * @see https://docs.aws.amazon.com/cdk/v2/guide/mixins.html
   */
  public asMixin(options: AttachToAllOptions = {}): IMixin {
    return new AttachMixin(new AttacherOfMany(this._attacher, options));
  }
}
