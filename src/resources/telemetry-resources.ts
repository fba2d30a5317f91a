import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LayerContents } from './layer-contents';
import { TelemetryPolicy } from './telemetry-policy';

/** The resources of one stack for its attached functions. */
export interface TelemetryResources {
  readonly layer: lambda.ILayerVersion;

  /** Changes with the content of the layer. Undefined if the layer's ARN changes with it, or is known only at deployment. */
  readonly layerContentHash?: string;

  /** What is in the layer. Undefined if another app creates it. */
  readonly layerContents?: LayerContents;

  /** Whether somebody may have signed the layer: its ARN was given. */
  readonly layerMayBeSigned?: boolean;

  /** The stream, without a reference to another stack. */
  readonly stream: kinesis.IStream;

  /** The policy that is added to the roles of this stack. */
  readonly policy: iam.IManagedPolicy;

  /**
   * Whether the policy must list the roles, and not the roles the policy: the policy depends on the stream, the stream on its key, and the policy of
   * a key may name a role.
   */
  readonly policyListsRoles?: boolean;

  /** Returns a policy that can list roles itself, for roles that cannot be changed here. */
  ownPolicy(): TelemetryPolicy;
}
