import { IAspect } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct, IMixin } from 'constructs';
import { AttachToAllOptions } from './attach/all/attach-to-all-options';
import { AttachOptions } from './attach/attach-options';
import { ITelemetryOperations } from './operations/telemetry-operations-interface';

/**
 * An extension that streams the telemetry of attached Lambda functions to a Kinesis data stream.
 *
 * This app creates it (`new KinesisTelemetryExtension`) or imports it (`KinesisTelemetryExtension.fromParameters`,
 * `KinesisTelemetryExtension.fromAttributes`).
 */
export interface IKinesisTelemetryExtension extends ITelemetryOperations {
  /** The layer with the extension. `attachTo` adds it to a function, together with the settings and the permission. */
  readonly layer: lambda.ILayerVersion;

  /** The policy that a function's role needs: `kinesis:PutRecords` on the stream, and use of the stream's customer managed key, if it has one. */
  readonly policy: iam.IManagedPolicy;

  /** The environment variables that a function needs, by name. */
  readonly environment: { [variable: string]: string };

  /**
   * Adds the layer, the settings and the permission to a function.
   *
   * Attaching a function twice has the same effect as attaching it once.
   *
   * @param fn a function of this app on any runtime on Amazon Linux 2 or newer, by an L2 or an L1; or a version or an alias of such a function
   * @param options settings for this function
   */
  attachTo(fn: IConstruct, options?: AttachOptions): void;

  /**
   * Attaches all functions that currently are in a construct, a stack or an app. Functions that cannot be attached are skipped.
   *
   * @param scope the construct, stack or app with the functions
   * @param options the functions to attach, and their settings
   */
  attachToAll(scope: IConstruct, options?: AttachToAllOptions): void;

  /**
   * Returns an Aspect that works like `attachToAll`, and also attaches functions that are added later.
   *
   * @param options the functions to attach, and their settings
   */
  asAspect(options?: AttachToAllOptions): IAspect;

  /**
   * Returns a Mixin that works like `attachToAll`, for `construct.with(…)`.
   *
   * @param options the functions to attach, and their settings
   */
  asMixin(options?: AttachToAllOptions): IMixin;
}
