import { IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IMixin } from 'constructs';
import { AttachOptions } from './attach-options';
import { AttachToAllOptions } from './attach-to-all-options';

/**
 * Streams the telemetry of the Lambda functions that it is attached to into a Kinesis data stream.
 *
 * One that this app makes (`new KinesisTelemetryExtension`), or one that was made elsewhere
 * (`KinesisTelemetryExtension.fromParameters`, `KinesisTelemetryExtension.fromAttributes`).
 */
export interface IKinesisTelemetryExtension extends IConstruct {
  /** The stream that receives the telemetry. */
  readonly stream: kinesis.IStream;

  /** The layer with the extension. `attachTo` adds it to a function, together with all that it needs. */
  readonly layer: lambda.ILayerVersion;

  /** The policy that a function's role needs: `kinesis:PutRecords` on the stream, and use of the stream's own key if it has one. */
  readonly policy: iam.IManagedPolicy;

  /** The environment variables that a function needs, by name. */
  readonly environment: { [variable: string]: string };

  /**
   * Gives a function the layer, the settings and the permission.
   *
   * Attaching a function twice is the same as attaching it once.
   *
   * @param fn a function with a Node.js runtime, nodejs22.x or newer, that this app makes; or a version or an alias of one
   * @param options what is to be different for this function
   */
  attachTo(fn: lambda.IFunction, options?: AttachOptions): void;

  /**
   * Attaches all functions of this app that are in a construct, a stack or the app by now, but for those that cannot be attached.
   *
   * @param scope where the functions are
   * @param options which functions, and what is to be different for them
   */
  attachToAll(scope: IConstruct, options?: AttachToAllOptions): void;

  /**
   * `attachToAll` as an Aspect: also for functions that are added later.
   *
   * @param options which functions, and what is to be different for them
   */
  asAspect(options?: AttachToAllOptions): IAspect;

  /**
   * `attachToAll` as a Mixin, for `construct.with(…)`.
   *
   * @param options which functions, and what is to be different for them
   */
  asMixin(options?: AttachToAllOptions): IMixin;
}
